import type { Dispatcher } from 'undici'
import { isRefusal } from '../domain/refusal.js'
import type { Forward } from './passage.js'
import type { recognisePeer } from './peer.js'
import { RequestBody } from './request-body.js'
import type { requestFields } from './request-fields.js'
import { UpstreamExchange, type UpstreamExchangeDeps } from './upstream-exchange.js'

export interface ForwardRequestDeps extends UpstreamExchangeDeps {
  readonly pool: Dispatcher
  readonly peerOf: ReturnType<typeof recognisePeer>
  readonly composeFields: ReturnType<typeof requestFields>
  /** The same for every request: undici opens a new connection when it changes, and takes it from Host when it is empty. */
  readonly servername: string
}

/** Carries one HTTP request over the pool. */
export function forwardRequest ({ pool, peerOf, composeFields, servername, ...deps }: ForwardRequestDeps): Forward {
  const { bytesToUpstream } = deps.observe

  return (request, response, passage, refuse) => {
    // The client left before it was this far: nothing will close again.
    if (response.destroyed || request.socket.destroyed) return
    const composed = composeFields(request.rawHeaders, request.httpVersion, peerOf(request.socket), passage)
    if (isRefusal(composed)) return refuse(composed, undefined)
    const { fields, contentLength, chunked } = composed
    const hasBody = chunked || (contentLength !== undefined && Number(contentLength) !== 0)
    const body = hasBody ? new RequestBody(request, bytesToUpstream) : null
    const options = { method: request.method as Dispatcher.HttpMethod, path: passage.target, headers: fields, body, servername }
    const dispatch = (exchange: UpstreamExchange): void => { pool.dispatch(options, exchange) }
    dispatch(new UpstreamExchange(deps, { request, response, body, requestId: passage.requestId, refuse, dispatch }))
  }
}
