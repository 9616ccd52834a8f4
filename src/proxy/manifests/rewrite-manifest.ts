import { Transform } from 'node:stream'
import { decoder } from './decoder.js'
import { isOwnUri } from './is-own-uri.js'
import { manifestFields } from './manifest-fields.js'
import { kindOfPath, manifestKind } from './manifest-kind.js'
import { rewriteDash } from './rewrite-dash.js'
import { rewriteHls } from './rewrite-hls.js'
import type { Rewriter } from './rewriter.js'

/** A manifest on its way to a client. */
export interface RewrittenManifest {
  /** Flat names and values. */
  readonly fields: string[]
  /** What the upstream's bytes go through, one after the other; none where the response has no body. */
  readonly through: readonly Transform[]
}

/**
 * Has the own URIs of a manifest carry `pair`, as it streams through. Undefined for a response that holds no
 * manifest, or none that can be read; it passes as it is.
 *
 * @param fields flat names and values of the response
 * @param host that the client asked for
 */
export function rewriteManifest ({ pair, status, fields, target, host, bodiless }: {
  pair: string
  status: number
  fields: readonly string[]
  target: string
  host: string | undefined
  bodiless: boolean
}): RewrittenManifest | undefined {
  if (status === 304) return kindOfPath(target) === undefined ? undefined : { fields: manifestFields(fields), through: [] }
  if (status !== 200) return undefined
  const kind = manifestKind(valueOf(fields, 'content-type'), target)
  if (kind === undefined) return undefined
  const decoding = decoder(valueOf(fields, 'content-encoding'))
  if (decoding === 'unknown') return undefined
  if (bodiless) return { fields: manifestFields(fields), through: [] }
  const options = { pair, isOwn: isOwnUri(host) }
  const rewriting = transform(kind === 'hls' ? rewriteHls(options) : rewriteDash(options))
  return { fields: manifestFields(fields), through: decoding === undefined ? [rewriting] : [decoding, rewriting] }
}

// One byte is one character in both directions, so that what is not touched cannot change.
function transform (rewriter: Rewriter): Transform {
  return new Transform({
    transform (piece: Buffer, _encoding, done) { done(null, Buffer.from(rewriter.write(piece.toString('latin1')), 'latin1')) },
    flush (done) { done(null, Buffer.from(rewriter.end(), 'latin1')) }
  })
}

function valueOf (fields: readonly string[], lowerName: string): string | undefined {
  const values: string[] = []
  for (let i = 0; i < fields.length; i += 2) if ((fields[i] as string).toLowerCase() === lowerName) values.push(fields[i + 1] as string)
  return values.length === 0 ? undefined : values.join(', ')
}
