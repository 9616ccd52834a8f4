import type { ResponseHeaders } from '../../ports/forward-context.js'
import { connectionOptions } from './connection-options.js'

/** A response's headers as the client gets them. */
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
 * What the client gets of a response's headers: hop-by-hop and nominated ones go, everything else keeps its
 * spelling, its order, its duplicates and its bytes. Undefined for a transfer coding that we did not ask
 * for: its name would be lost, and the body with it.
 *
 * @param rawHeaders flat names and values, each character a byte
 * @param chunkable whether the body, where no length is given, will be sent in chunks: only then a Trailer
 *   header has a meaning, and Node refuses it otherwise
 * @param own what the gate says itself; what the upstream exposes to pages is exposed beside it
 */
export function forwardResponseHeaders (rawHeaders: readonly string[], status: number, chunkable: boolean, own?: ResponseHeaders): ForwardedResponseHeaders | undefined {
  const nominated = connectionOptions(rawHeaders)
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
      // RFC 9110 section 8.6: a 204 has none.
      if (status === 204) continue
      sized = true
      headers.push(name, value)
    } else if (own?.replaced.has(lowerName) === true) {
      if (lowerName === 'access-control-expose-headers') exposed += ', ' + value
    } else if (HOP_BY_HOP.has(lowerName) || (nominated !== undefined && nominated.has(lowerName))) continue
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
