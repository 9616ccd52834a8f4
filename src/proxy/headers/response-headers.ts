import type { ResponseHeaders } from '../../ports/forward-context.js'
import { connectionOptions } from './connection-options.js'

/** The headers of a response as the client receives them. */
export interface ForwardedResponseHeaders {
  /** Flat names and values. */
  readonly headers: string[]
  /** Whether Content-Length is among them. */
  readonly sized: boolean
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'te', 'upgrade', 'http2-settings'
])

/**
 * Removes the hop-by-hop headers of a response, those named as connection options included. All others keep their
 * spelling, order, duplicates and bytes. Returns undefined for a transfer coding that was not requested: the client
 * could not decode the body without its name.
 *
 * @param rawHeaders flat names and values, each character a byte
 * @param chunkable whether a body without a length is sent in chunks: only then is a Trailer header valid, and Node
 *   rejects it otherwise
 * @param own headers that the gate adds; the upstream's Access-Control-Expose-Headers is merged into the gate's
 */
export function forwardResponseHeaders (rawHeaders: readonly string[], status: number, chunkable: boolean, own?: ResponseHeaders): ForwardedResponseHeaders | undefined {
  const hopByHop = connectionOptions(rawHeaders)
  const headers: string[] = []
  let trailerAt = -1
  let sized = false
  let exposed = ''

  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    const value = rawHeaders[i + 1] as string
    const lowerName = name.toLowerCase()
    if (lowerName === 'transfer-encoding') {
      if (value.trim().toLowerCase() !== 'chunked') return undefined
    } else if (lowerName === 'content-length') {
      // A 204 has no Content-Length (RFC 9110 section 8.6).
      if (status === 204) continue
      sized = true
      headers.push(name, value)
    } else if (own?.replaced.has(lowerName) === true) {
      if (lowerName === 'access-control-expose-headers') exposed += ', ' + value
    } else if (HOP_BY_HOP.has(lowerName) || (hopByHop !== undefined && hopByHop.has(lowerName))) continue
    else if (lowerName === 'trailer' && (!chunkable || trailerAt !== -1)) {
      if (chunkable) headers[trailerAt] += ', ' + value
    } else {
      if (lowerName === 'trailer') trailerAt = headers.length + 1
      headers.push(name, value)
    }
  }
  if (sized && trailerAt !== -1) headers.splice(trailerAt - 1, 2)
  if (own !== undefined) {
    for (let i = 0; i < own.headers.length; i += 2) {
      const name = own.headers[i] as string
      const value = own.headers[i + 1] as string
      headers.push(name, name === 'Access-Control-Expose-Headers' ? value + exposed : value)
    }
  }
  return { headers, sized }
}

/** The raw headers of undici as strings in which each character is one byte. */
export function latin1Headers (rawHeaders: readonly Buffer[]): string[] {
  const headers = new Array<string>(rawHeaders.length)
  for (let i = 0; i < rawHeaders.length; i++) headers[i] = (rawHeaders[i] as Buffer).toString('latin1')
  return headers
}
