import type { Refusal } from '../../domain/refusal.js'
import type { ForwardContext } from '../../ports/forward-context.js'
import { readableCodings } from '../rewrite/content-codings.js'
import { kindOfPath } from '../rewrite/manifest-kind.js'
import { nominatedFields } from './connection-options.js'
import { addForwardedFields, type ForwardedBefore } from './forwarded-headers.js'
import type { Peer } from './peer.js'
import { requestFieldKind } from './request-header-kind.js'
import { viaNames } from './via-names.js'

/** A request's fields as the upstream gets them. */
export interface RequestFields {
  /** Flat names and values. Without Host when the upstream is to see its own. */
  readonly fields: string[]
  /** Undefined when the client gave none; stands in `fields` as well. */
  readonly contentLength: string | undefined
  readonly chunked: boolean
}

/** Takes tokens out of what is the client's to say and the upstream's to read; undefined where none can be. */
export interface Redact {
  /** The value of a Cookie field; empty when nothing is left. */
  readonly cookies?: ((cookies: string) => string) | undefined
  readonly url?: ((url: string) => string) | undefined
}

/**
 * What the upstream gets of a request's fields: hop-by-hop and nominated ones go (RFC 9110 section 7.6.1),
 * and only then ours are added, so that no client can nominate ours away. Everything else keeps its
 * spelling, its order, its duplicates and its bytes. A request that has passed us before is a loop.
 */
export function requestFields ({ viaName, hostHeader, redact = {} }: { viaName: string, hostHeader: 'client' | 'upstream', redact?: Redact | undefined }) {
  const loop: Refusal = { refused: 'loop' }

  return (rawFields: readonly string[], httpVersion: string, peer: Peer, context: ForwardContext): RequestFields | Refusal => {
    const nominated = nominatedFields(rawFields)
    const fields: string[] = []
    const before: ForwardedBefore = { forwarded: undefined, for: undefined, proto: undefined, host: undefined, port: undefined }
    let contentLength: string | undefined
    let via: string | undefined
    let chunked = false
    let takesTrailers = false
    let cookieAt = -1
    // A manifest that is rewritten is needed whole.
    const mayRewrite = context.manifestQuery !== undefined
    const whole = mayRewrite && kindOfPath(context.target) !== undefined

    for (let i = 0; i < rawFields.length; i += 2) {
      const name = rawFields[i] as string
      const value = rawFields[i + 1] as string
      const lowerName = name.toLowerCase()
      const kind = requestFieldKind(lowerName)
      // These frame the message, or stop loops: not the client's to take away.
      if (kind === 'content-length') contentLength = value
      else if (kind === 'transfer-encoding') chunked = true
      else if (kind === 'via') via = joined(via, value)
      else if (kind === 'te') takesTrailers ||= value.toLowerCase().includes('trailers')
      else if (nominated !== undefined && nominated.has(lowerName)) continue
      else if (whole && (lowerName === 'range' || lowerName === 'if-range')) continue
      else if (mayRewrite && lowerName === 'accept-encoding') fields.push(name, readableCodings(value))
      else if (kind === 'end-to-end') fields.push(name, value)
      else if (kind === 'cookie') {
        // Over HTTP/1.1 there is one Cookie field (RFC 6265 section 5.4).
        if (cookieAt === -1) cookieAt = fields.push(name, value) - 1
        else fields[cookieAt] += '; ' + value
      } else if (kind === 'referer') {
        fields.push(name, redact.url === undefined ? value : redact.url(value))
      } else if (peer.trusted) {
        // Several of these repeat the target, as it was before the token was taken out.
        if (kind === 'of-proxies') fields.push(name, redact.url === undefined ? value : redact.url(value))
        else if (kind === 'forwarded') before.forwarded = joined(before.forwarded, value)
        else if (kind === 'x-forwarded-for') before.for = joined(before.for, value)
        else if (kind === 'x-forwarded-proto') before.proto = joined(before.proto, value)
        else if (kind === 'x-forwarded-host') before.host = joined(before.host, value)
        else if (kind === 'x-forwarded-port') before.port = joined(before.port, value)
      }
    }
    if (cookieAt !== -1 && redact.cookies !== undefined) {
      const left = redact.cookies(fields[cookieAt] as string)
      if (left === '') fields.splice(cookieAt - 1, 2)
      else fields[cookieAt] = left
    }
    if (via !== undefined && viaNames(via, viaName)) return loop

    if (hostHeader === 'client' && context.host !== undefined) fields.push('Host', context.host)
    if (contentLength !== undefined) fields.push('Content-Length', contentLength)
    if (takesTrailers) fields.push('TE', 'trailers')
    fields.push('Via', joined(via, httpVersion + ' ' + viaName))
    addForwardedFields(fields, { peer, host: context.host, before })
    if (context.viewer !== undefined) fields.push('X-Stream-Session', context.viewer)
    fields.push('X-Request-Id', context.requestId)
    return { fields, contentLength, chunked }
  }
}

function joined (before: string | undefined, value: string): string {
  return before === undefined ? value : before + ', ' + value
}
