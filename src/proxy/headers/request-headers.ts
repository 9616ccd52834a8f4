import type { Refusal } from '../../domain/refusal.js'
import type { ForwardContext } from '../../ports/forward-context.js'
import { decodableCodings } from '../rewrite/content-codings.js'
import { kindOfPath } from '../rewrite/manifest-kind.js'
import { connectionOptions } from './connection-options.js'
import { addForwardedHeaders, type ReceivedForwarding } from './forwarded-headers.js'
import type { Peer } from './peer.js'
import { requestHeaderKind } from './request-header-kind.js'

/** The headers of a request as the upstream receives them. */
export interface ForwardedRequestHeaders {
  /** Flat names and values. Without Host when the upstream receives its own. */
  readonly headers: string[]
  /** Undefined when the client sent none. Also in `headers`. */
  readonly contentLength: string | undefined
  readonly chunked: boolean
}

/** Removes tokens from headers of the client. Undefined where none can occur. */
export interface Redact {
  /** Takes and returns the value of a Cookie header; empty when nothing is left. */
  readonly cookies?: ((cookies: string) => string) | undefined
  readonly url?: ((url: string) => string) | undefined
}

/**
 * Composes the headers that the upstream receives. Hop-by-hop headers, those named as connection options included,
 * are removed (RFC 9110 section 7.6.1) before the gate's own are added, so that a client cannot have those removed. All
 * others keep their spelling, order, duplicates and bytes. A request whose Via names this gate is refused as a loop.
 */
export function forwardRequestHeaders ({ viaName, hostHeader, redact = {} }: { viaName: string, hostHeader: 'client' | 'upstream', redact?: Redact | undefined }) {
  const loop: Refusal = { refused: 'loop' }

  return (rawHeaders: readonly string[], httpVersion: string, peer: Peer, context: ForwardContext): ForwardedRequestHeaders | Refusal => {
    const hopByHop = connectionOptions(rawHeaders)
    const headers: string[] = []
    const received: ReceivedForwarding = { forwarded: undefined, for: undefined, proto: undefined, host: undefined, port: undefined }
    let contentLength: string | undefined
    let via: string | undefined
    let chunked = false
    let takesTrailers = false
    let cookieAt = -1
    // A manifest is only rewritten as a whole: ranges are not forwarded.
    const mayRewrite = context.manifestQuery !== undefined
    const whole = mayRewrite && kindOfPath(context.target) !== undefined

    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] as string
      const value = rawHeaders[i + 1] as string
      const lowerName = name.toLowerCase()
      const kind = requestHeaderKind(lowerName)
      // These frame the message or detect loops: connection options do not remove them.
      if (kind === 'content-length') contentLength = value
      else if (kind === 'transfer-encoding') chunked = true
      else if (kind === 'via') via = joined(via, value)
      else if (kind === 'te') takesTrailers ||= value.toLowerCase().includes('trailers')
      else if (hopByHop !== undefined && hopByHop.has(lowerName)) continue
      else if (whole && (lowerName === 'range' || lowerName === 'if-range')) continue
      else if (mayRewrite && lowerName === 'accept-encoding') headers.push(name, decodableCodings(value))
      else if (kind === 'end-to-end') headers.push(name, value)
      else if (kind === 'cookie') {
        // HTTP/1.1 has a single Cookie header (RFC 6265 section 5.4).
        if (cookieAt === -1) cookieAt = headers.push(name, value) - 1
        else headers[cookieAt] += '; ' + value
      } else if (kind === 'referer') {
        headers.push(name, redact.url === undefined ? value : redact.url(value))
      } else if (peer.trusted) {
        // Several of these repeat the target from before the token was removed.
        if (kind === 'trusted-only') headers.push(name, redact.url === undefined ? value : redact.url(value))
        else if (kind === 'forwarded') received.forwarded = joined(received.forwarded, value)
        else if (kind === 'x-forwarded-for') received.for = joined(received.for, value)
        else if (kind === 'x-forwarded-proto') received.proto = joined(received.proto, value)
        else if (kind === 'x-forwarded-host') received.host = joined(received.host, value)
        else if (kind === 'x-forwarded-port') received.port = joined(received.port, value)
      }
    }
    if (cookieAt !== -1 && redact.cookies !== undefined) {
      const left = redact.cookies(headers[cookieAt] as string)
      if (left === '') headers.splice(cookieAt - 1, 2)
      else headers[cookieAt] = left
    }
    if (via !== undefined && includesHop(via, viaName)) return loop

    if (hostHeader === 'client' && context.host !== undefined) headers.push('Host', context.host)
    if (contentLength !== undefined) headers.push('Content-Length', contentLength)
    if (takesTrailers) headers.push('TE', 'trailers')
    headers.push('Via', joined(via, httpVersion + ' ' + viaName))
    addForwardedHeaders(headers, { peer, host: context.host, received })
    if (context.viewer !== undefined) headers.push('X-Stream-Session', context.viewer)
    headers.push('X-Request-Id', context.requestId)
    return { headers, contentLength, chunked }
  }
}

function joined (before: string | undefined, value: string): string {
  return before === undefined ? value : before + ', ' + value
}

/** Whether a Via value includes this pseudonym (RFC 9110 section 7.6.3): `[protocol "/"] version received-by [comment]`, comma-separated. */
function includesHop (via: string, name: string): boolean {
  const wanted = name.toLowerCase()
  return via.toLowerCase().split(',').some(hop => hop.trim().split(/[ \t]+/, 2)[1] === wanted)
}
