import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from '../../domain/refusal.js'
import type { Forward, ForwardContext, ResponseHeaders } from '../../ports/forward-context.js'
import type { Cors } from '../cors/cors.js'
import type { Target } from '../request/read-target.js'
import type { Refuser, Responder } from '../response/respond.js'
import { sendContinue } from '../response/send-continue.js'
import type { ExtractedToken } from '../transport/extract-token.js'
import type { Client, Resource } from './admit-client.js'

export interface HandleRequestDeps {
  readonly admitClient: (client: Client) => void
  /** Undefined: no upstream is configured. */
  readonly forward: Forward | undefined
  readonly streams: (request: IncomingMessage, response: ServerResponse, target: Target) => Promise<void>
  readonly release: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Undefined: the upstream handles CORS. */
  readonly preflightHeaders: Cors['preflightHeaders'] | undefined
  readonly responseHeaders: (request: IncomingMessage, isTokenInUrl: boolean) => ResponseHeaders | undefined
  readonly responder: Responder
  /** Delays the refusal of a token that keeps coming back after its end. */
  readonly tarpit: Pick<Refuser, 'refuse'>
  readonly refusalOf: (error: unknown) => Refusal
}

const METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'
const NO_UPSTREAM: Refusal = { refused: 'not-found', detail: 'no upstream is configured, this gate serves the token endpoint only' }

/** Handles one HTTP request: serves a resource of the gate, forwards the request, or refuses it. */
export function handleRequest (deps: HandleRequestDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => { deps.admitClient(new RequestClient(deps, request, response)) }
}

class RequestClient implements Client {
  readonly request: IncomingMessage
  readonly lifetime: ServerResponse
  readonly #deps: HandleRequestDeps

  constructor (deps: HandleRequestDeps, request: IncomingMessage, response: ServerResponse) {
    this.request = request
    this.lifetime = response
    this.#deps = deps
  }

  serve (resource: Resource, target: Target | undefined): void {
    const { request, lifetime: response } = this
    const { responder, streams, release, preflightHeaders } = this.#deps
    switch (resource) {
      case 'options': return responder.sendNothing(response, ['Allow', METHODS])
      case 'preflight': return responder.sendNothing(response, preflightHeaders?.(request))
      case 'streams': return this.#catch(streams(request, response, target as Target))
      case 'release': return this.#catch(release(request, response))
      case 'health': return responder.sendJson(response, { status: 'ok' })
      case 'not-found': return this.refuse(NO_UPSTREAM)
    }
  }

  refuse (refusal: Refusal): void {
    this.#deps.responder.refuse(this.request, this.lifetime, refusal)
  }

  refuseHead (refusal: Refusal): void {
    // The sender of such a head may see the next request begin at another byte than this gate does.
    this.lifetime.shouldKeepAlive = false
    this.refuse(refusal)
  }

  refuseToken (refusal: Refusal): void {
    const { tarpit, responder } = this.#deps
    const refuser = refusal.refused === 'too-many-refusals' ? tarpit : responder.gate
    refuser.refuse(this.request, this.lifetime, refusal)
  }

  forward (context: ForwardContext, { prefix, manifestQuery }: ExtractedToken): void {
    const { request, lifetime: response } = this
    const { forward, responseHeaders } = this.#deps
    if (forward === undefined) return this.refuse(NO_UPSTREAM)
    sendContinue(request, response)
    forward(request, response, {
      ...context,
      responseHeaders: responseHeaders(request, prefix !== undefined || manifestQuery !== undefined),
      manifestQuery,
      tokenPrefix: prefix
    }, refusal => { this.refuse(refusal) })
  }

  #catch (endpoint: Promise<void>): void {
    endpoint.catch((error: unknown) => { this.refuse(this.#deps.refusalOf(error)) })
  }
}
