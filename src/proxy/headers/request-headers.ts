import type { Refusal } from '../../domain/refusal.js'
import type { ForwardContext } from '../../ports/forward-context.js'
import { decodableCodings } from '../rewrite/content-codings.js'
import { kindOfPath } from '../rewrite/manifest-kind.js'
import { connectionOptions } from './connection-options.js'
import { addForwardedHeaders, type ReceivedForwarded } from './forwarded-headers.js'
import type { Peer } from './peer.js'
import { requestHeaderKind } from './request-header-kind.js'
import { viaNames } from './via-names.js'

/** A request's headers as the upstream gets them. */
export interface ForwardedRequestHeaders {
  /** Flat names and values. Without Host when the upstream is to see its own. */
  readonly headers: string[]
  /** Undefined when the client gave none; stands in `headers` as well. */
  readonly contentLength: string | undefined
  readonly chunked: boolean
}

/** Takes tokens out of what is the client's to say and the upstream's to read; undefined where none can be. */
export interface Redact {
  /** The value of a Cookie header; empty when nothing is left. */
  readonly cookies?: ((cookies: string) => string) | undefined
  readonly url?: ((url: string) => string) | undefined
}

/**
 * What the upstream gets of a request's headers: hop-by-hop and nominated ones go (RFC 9110 section 7.6.1),
 * and only then ours are added, so that no client can nominate ours away. Everything else keeps its
 * spelling, its order, its duplicates and its bytes. A request that has passed us before is a loop.
 */
export function forwardRequestHeaders ({ viaName, hostHeader, redact = {} }: { viaName: string, hostHeader: 'client' | 'upstream', redact?: Redact | undefined }) {
  const loop: Refusal = { refused: 'loop' }

  return (rawHeaders: readonly string[], httpVersion: string, peer: Peer, context: ForwardContext): ForwardedRequestHeaders | Refusal => {
    const nominated = connectionOptions(rawHeaders)
    const headers: string[] = []
    const before: ReceivedForwarded = { forwarded: undefined, for: undefined, proto: undefined, host: undefined, port: undefined }
    let contentLength: string | undefined
    let via: string | undefined
    let chunked = false
    let takesTrailers = false
    let cookieAt = -1
    // A manifest that is rewritten is needed whole.
    const mayRewrite = context.manifestQuery !== undefined
    const whole = mayRewrite && kindOfPath(context.target) !== undefined

    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string
      const value = rawHeaders[i + 1] as string
      const lowerName = name.toLowerCase()
      const kind = requestHeaderKind(lowerName)
      // These frame the message, or stop loops: not the client's to take away.
      if (kind === 'content-length') contentLength = value
      else if (kind === 'transfer-encoding') chunked = true
      else if (kind === 'via') via = joined(via, value)
      else if (kind === 'te') takesTrailers ||= value.toLowerCase().includes('trailers')
      else if (nominated !== undefined && nominated.has(lowerName)) continue
      else if (whole && (lowerName === 'range' || lowerName === 'if-range')) continue
      else if (mayRewrite && lowerName === 'accept-encoding') headers.push(name, decodableCodings(value))
      else if (kind === 'end-to-end') headers.push(name, value)
      else if (kind === 'cookie') {
        // Over HTTP/1.1 there is one Cookie header (RFC 6265 section 5.4).
        if (cookieAt === -1) cookieAt = headers.push(name, value) - 1
        else headers[cookieAt] += '; ' + value
      } else if (kind === 'referer') {
        headers.push(name, redact.url === undefined ? value : redact.url(value))
      } else if (peer.trusted) {
        // Several of these repeat the target, as it was before the token was taken out.
        if (kind === 'of-proxies') headers.push(name, redact.url === undefined ? value : redact.url(value))
        else if (kind === 'forwarded') before.forwarded = joined(before.forwarded, value)
        else if (kind === 'x-forwarded-for') before.for = joined(before.for, value)
        else if (kind === 'x-forwarded-proto') before.proto = joined(before.proto, value)
        else if (kind === 'x-forwarded-host') before.host = joined(before.host, value)
        else if (kind === 'x-forwarded-port') before.port = joined(before.port, value)
      }
    }
    if (cookieAt !== -1 && redact.cookies !== undefined) {
      const left = redact.cookies(headers[cookieAt] as string)
      if (left === '') headers.splice(cookieAt - 1, 2)
      else headers[cookieAt] = left
    }
    if (via !== undefined && viaNames(via, viaName)) return loop

    if (hostHeader === 'client' && context.host !== undefined) headers.push('Host', context.host)
    if (contentLength !== undefined) headers.push('Content-Length', contentLength)
    if (takesTrailers) headers.push('TE', 'trailers')
    headers.push('Via', joined(via, httpVersion + ' ' + viaName))
    addForwardedHeaders(headers, { peer, host: context.host, before })
    if (context.viewer !== undefined) headers.push('X-Stream-Session', context.viewer)
    headers.push('X-Request-Id', context.requestId)
    return { headers, contentLength, chunked }
  }
}

function joined (before: string | undefined, value: string): string {
  return before === undefined ? value : before + ', ' + value
}
