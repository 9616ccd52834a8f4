import type { Transform } from 'node:stream'
import { decoder } from './decoder.js'
import { hasSameAuthority } from './has-same-authority.js'
import { manifestHeaders } from './manifest-headers.js'
import { kindOfPath, manifestKind } from './manifest-kind.js'
import { rewriteDash } from './rewrite-dash.js'
import { rewriteHls } from './rewrite-hls.js'
import { rewriting } from './rewrite-stream.js'

/** A manifest on its way to a client. */
export interface RewrittenManifest {
  readonly status: number
  /** Flat names and values. */
  readonly headers: string[]
  /** What the upstream's bytes go through, one after the other; none where the response has no body. */
  readonly through: readonly Transform[]
}

/**
 * Has the own URIs of a manifest carry `pair`, as it streams through. Undefined for a response that holds no
 * manifest, or none that can be read; it passes as it is.
 *
 * @param headers flat names and values of the response
 * @param host that the client asked for
 */
export function rewriteManifest ({ pair, status, headers, target, host, bodiless }: {
  pair: string
  status: number
  headers: readonly string[]
  target: string
  host: string | undefined
  bodiless: boolean
}): RewrittenManifest | undefined {
  if (status === 304) return kindOfPath(target) === undefined ? undefined : { status, headers: manifestHeaders(headers), through: [] }
  if (status !== 200 && !(status === 206 && isWhole(valueOf(headers, 'content-range')))) return undefined
  const kind = manifestKind(valueOf(headers, 'content-type'), target)
  // Of nothing there is nothing to decode.
  if (kind === undefined || valueOf(headers, 'content-length') === '0') return undefined
  const decoding = decoder(valueOf(headers, 'content-encoding'))
  if (decoding === 'unknown') return undefined
  const manifest = { status: 200, headers: manifestHeaders(headers) }
  if (bodiless) return { ...manifest, through: [] }
  const options = { pair, isOwn: hasSameAuthority(host) }
  const rewriter = rewriting(kind === 'hls' ? rewriteHls(options) : rewriteDash(options))
  return { ...manifest, through: decoding === undefined ? [rewriter] : [decoding, rewriter] }
}

// Some players ask for `bytes=0-` whatever it is.
function isWhole (contentRange: string | undefined): boolean {
  const [, last, length] = /^bytes 0-([0-9]{1,15})\/([0-9]{1,15})$/i.exec(contentRange ?? '') ?? []
  return last !== undefined && Number(last) + 1 === Number(length)
}

function valueOf (headers: readonly string[], lowerName: string): string | undefined {
  const values: string[] = []
  for (let i = 0; i < headers.length; i += 2) if ((headers[i] as string).toLowerCase() === lowerName) values.push(headers[i + 1] as string)
  return values.length === 0 ? undefined : values.join(', ')
}
