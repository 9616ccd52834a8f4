import { isRefusal } from '../../domain/refusal.js'
import type { Forward } from '../../ports/forward-context.js'
import type { recognisePeer } from '../headers/peer.js'
import type { forwardRequestHeaders } from '../headers/request-headers.js'
import { RequestBody } from './request-body.js'
import { UpstreamExchange, type UpstreamExchangeDeps } from './upstream-exchange.js'

export interface ForwardRequestDeps extends UpstreamExchangeDeps {
  readonly peerOf: ReturnType<typeof recognisePeer>
  readonly composeHeaders: ReturnType<typeof forwardRequestHeaders>
}

/** Forwards one HTTP request to the upstream. */
export function forwardRequest ({ peerOf, composeHeaders, ...deps }: ForwardRequestDeps): Forward {
  const { bytesToUpstream } = deps.observe

  return (request, response, context, refuse) => {
    // The client has disconnected already: no further `close` would be emitted.
    if (response.destroyed || request.socket.destroyed) return
    const composed = composeHeaders(request.rawHeaders, request.httpVersion, peerOf(request.socket), context)
    if (isRefusal(composed)) return refuse(composed, undefined)
    const { headers, contentLength, chunked } = composed
    const hasBody = chunked || (contentLength !== undefined && Number(contentLength) !== 0)
    const body = hasBody ? new RequestBody(request, bytesToUpstream) : null
    const framing = chunked ? 'chunked' : Number(contentLength)
    new UpstreamExchange(deps, { request, response, context, headers, body, framing, refuse }).begin()
  }
}
