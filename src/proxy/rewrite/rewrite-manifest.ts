import type { Transform } from 'node:stream'
import { createDecoder } from './content-codings.js'
import { hasSameAuthority } from './has-same-authority.js'
import { manifestHeaders } from './manifest-headers.js'
import { kindOfPath, manifestKind } from './manifest-kind.js'
import { rewriteDash } from './rewrite-dash.js'
import { rewriteHls } from './rewrite-hls.js'
import { rewriteStream } from './rewrite-stream.js'

/** A response with a manifest that is rewritten. */
export interface RewrittenManifest {
  readonly status: number
  /** Flat names and values. */
  readonly headers: string[]
  /** The streams that the body of the upstream is piped through, in order; empty when the response has no body. */
  readonly through: readonly Transform[]
}

/**
 * Adds a query parameter to the URIs of a manifest that lead back to the gate, while it streams through. Returns
 * undefined for a response that contains no manifest, or one that cannot be decoded: it is forwarded unchanged.
 *
 * @param parameter as `name=value`
 * @param headers flat names and values of the response
 * @param host the Host of the request
 */
export function rewriteManifest ({ parameter, status, headers, target, host, bodiless }: {
  parameter: string
  status: number
  headers: readonly string[]
  target: string
  host: string | undefined
  bodiless: boolean
}): RewrittenManifest | undefined {
  if (status === 304) return kindOfPath(target) === undefined ? undefined : { status, headers: manifestHeaders(headers), through: [] }
  if (status !== 200 && !(status === 206 && isComplete(valueOf(headers, 'content-range')))) return undefined
  const kind = manifestKind(valueOf(headers, 'content-type'), target)
  // An empty body is no valid input of a decoder.
  if (kind === undefined || valueOf(headers, 'content-length') === '0') return undefined
  const decoder = createDecoder(valueOf(headers, 'content-encoding'))
  if (decoder === 'unknown') return undefined
  const manifest = { status: 200, headers: manifestHeaders(headers) }
  if (bodiless) return { ...manifest, through: [] }
  const options = { parameter, isSameAuthority: hasSameAuthority(host) }
  const rewriter = rewriteStream(kind === 'hls' ? rewriteHls(options) : rewriteDash(options))
  return { ...manifest, through: decoder === undefined ? [rewriter] : [decoder, rewriter] }
}

// Some players send `Range: bytes=0-` for everything.
function isComplete (contentRange: string | undefined): boolean {
  const [, last, length] = /^bytes 0-([0-9]{1,15})\/([0-9]{1,15})$/i.exec(contentRange ?? '') ?? []
  return last !== undefined && Number(last) + 1 === Number(length)
}

function valueOf (headers: readonly string[], lowerName: string): string | undefined {
  const values: string[] = []
  for (let i = 0; i < headers.length; i += 2) if ((headers[i] as string).toLowerCase() === lowerName) values.push(headers[i + 1] as string)
  return values.length === 0 ? undefined : values.join(', ')
}
