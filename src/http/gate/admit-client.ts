import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Decision } from '../../domain/gate/check-token.js'
import type { KnownStream } from '../../domain/memory/known-stream.js'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { ForwardContext } from '../../ports/forward-context.js'
import { checkHead } from '../request/check-head.js'
import { readCmcd, type Playback } from '../request/read-cmcd.js'
import { readTarget, type Target } from '../request/read-target.js'
import type { Route } from '../request/route.js'
import type { ExtractedToken } from '../transport/extract-token.js'
import type { Admit } from './limit-requests.js'

/** What the gate serves itself, without the upstream. `options` is `OPTIONS *`. */
export type Resource = Exclude<Route, 'public' | 'gated'> | 'options' | 'preflight'

/** Who waits for a response: an HTTP request, or the handshake of a WebSocket. */
export interface Client {
  readonly request: IncomingMessage
  /** Closes when the exchange is over. Destroyed: the client is gone. */
  readonly lifetime: { readonly destroyed: boolean, readonly once: (event: 'close', listener: () => void) => unknown }
  /** Responds with a resource of the gate's own. `target` is undefined for `options` only. */
  readonly serve: (resource: Resource, target: Target | undefined) => void
  readonly refuse: (refusal: Refusal) => void
  /** Refuses because the head of the request is ambiguous: the connection must not be used again. */
  readonly refuseHead: (refusal: Refusal) => void
  /** Refuses because the decision on the token was no. */
  readonly refuseToken: (refusal: Refusal) => void
  /** Forwards the request to the upstream. Called at most once. */
  readonly forward: (context: ForwardContext, found: ExtractedToken) => void
}

export interface AdmitClientDeps {
  /** Undefined: the upstream handles CORS. */
  readonly isPreflight: ((request: IncomingMessage) => boolean) | undefined
  readonly extractToken: (request: IncomingMessage, target: Target) => ExtractedToken
  readonly route: (method: string, path: string, hasTokenPrefix: boolean) => Route
  /** A decision without I/O comes without a promise. The promise rejects with the store's `Fault`. */
  readonly decide: (token: ExtractedToken['token']) => Decision | Promise<Decision>
  readonly admit: Admit
  readonly attach: (known: KnownStream, socket: Duplex, lifetime: Client['lifetime']) => void
  /** Reports what players send about their playback (CMCD). */
  readonly playback: (known: KnownStream, playback: Playback) => void
  readonly refusalOf: (error: unknown) => Refusal
  readonly nextRequestId: () => string
}

/**
 * The path of every request, WebSocket handshakes included: check the head, read the target, find the token,
 * route, decide, admit, forward. A new check belongs here, once.
 */
export function admitClient ({ isPreflight, extractToken, route, decide, admit, attach, playback, refusalOf, nextRequestId }: AdmitClientDeps): (client: Client) => void {
  return client => {
    const { request } = client
    const badHead = checkHead(request)
    if (badHead !== undefined) return client.refuseHead(badHead)
    if (request.url === '*' && request.method === 'OPTIONS') return client.serve('options', undefined)
    const target = readTarget(request.url as string)
    if (isRefusal(target)) return client.refuse(target)
    // A browser sends a preflight without token or session, whatever the request that follows it.
    if (isPreflight?.(request) === true) return client.serve('preflight', target)

    const found = extractToken(request, target)
    const destination = route(request.method as string, found.target.path, found.prefix !== undefined)
    switch (destination) {
      case 'public': return forward(client, found, undefined)
      case 'gated': return gate(client, found)
      default: return client.serve(destination, target)
    }
  }

  function gate (client: Client, found: ExtractedToken): void {
    const decision = decide(found.token)
    if (!(decision instanceof Promise)) return settle(client, found, decision)
    decision.then(
      decision => { settle(client, found, decision) },
      (error: unknown) => { client.refuse(refusalOf(error)) }
    )
  }

  function settle (client: Client, found: ExtractedToken, decision: Decision): void {
    if (isRefusal(decision)) client.refuseToken(decision)
    else if (!client.lifetime.destroyed) forward(client, found, decision)
  }

  function forward (client: Client, found: ExtractedToken, known: KnownStream | undefined): void {
    const { request, lifetime } = client
    const overload = admit(known, lifetime)
    if (overload !== undefined) return client.refuse(overload)
    const { target } = found
    if (known !== undefined) {
      attach(known, request.socket, lifetime)
      const reported = readCmcd(request, target.target)
      if (reported !== undefined) playback(known, reported)
    }
    client.forward({
      target: target.target,
      host: target.host ?? request.headers.host,
      viewer: known?.viewer,
      requestId: nextRequestId()
    }, found)
  }
}
