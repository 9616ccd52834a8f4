import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Decision } from '../../domain/gate/check-token.js'
import type { KnownStream } from '../../domain/memory/known-stream.js'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Forward, ResponseHeaders } from '../../ports/forward-context.js'
import type { Cors } from '../cors/cors.js'
import { checkHead } from '../request/check-head.js'
import { readCmcd, type Playback } from '../request/read-cmcd.js'
import { readTarget, type Target } from '../request/read-target.js'
import type { Route } from '../request/route.js'
import type { Refuser, Responder } from '../response/respond.js'
import { sendContinue } from '../response/send-continue.js'
import type { ExtractedToken } from '../transport/extract-token.js'
import type { Admit } from './limit-requests.js'

export interface HandleRequestDeps {
  readonly extractToken: (request: IncomingMessage, target: Target) => ExtractedToken
  readonly route: (method: string, path: string, hasTokenPrefix: boolean) => Route
  readonly decide: (token: ExtractedToken['token']) => Decision | Promise<Decision>
  readonly admit: Admit
  readonly attach: (known: KnownStream, socket: Duplex, lifetime: ServerResponse) => void
  readonly forward: Forward | undefined
  readonly streams: (request: IncomingMessage, response: ServerResponse, target: Target) => Promise<void>
  readonly release: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Undefined: CORS is the upstream's. */
  readonly preflight: Cors['preflight'] | undefined
  /** Told what players say of their playback (CMCD). */
  readonly playback: (known: KnownStream, playback: Playback) => void
  readonly responseHeaders: (request: IncomingMessage, inUrl: boolean) => ResponseHeaders | undefined
  readonly responder: Responder
  /** Refuses a token that keeps coming back dead. */
  readonly hold: Refuser['refuse']
  readonly refusalOf: (error: unknown) => Refusal
  readonly nextRequestId: () => string
}

const NOTHING: Refusal = { refused: 'not-found', detail: 'no upstream is configured, only the token endpoint is served' }

/** Answers or forwards one request: head checked, target read, routed, judged, passed on. */
export function handleRequest ({ extractToken, route, decide, admit, attach, forward, streams, release, preflight, playback, responseHeaders, responder, hold, refusalOf, nextRequestId }: HandleRequestDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const refuse = (refusal: Refusal): void => { responder.refuse(request, response, refusal) }
    const badHead = checkHead(request)
    if (badHead !== undefined) {
      // Who sends such a head may see the next request begin elsewhere than we do.
      response.shouldKeepAlive = false
      return refuse(badHead)
    }
    if (request.url === '*' && request.method === 'OPTIONS') {
      responder.sendNothing(response, ['Allow', 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'])
      return
    }
    const asked = readTarget(request.url as string)
    if (isRefusal(asked)) return refuse(asked)
    // A browser asks without token or session whether its page may ask, whatever it is going to ask for.
    const permission = preflight?.(request)
    if (permission !== undefined) return responder.sendNothing(response, permission)

    const found = extractToken(request, asked)
    switch (route(request.method as string, found.target.path, found.prefix !== undefined)) {
      case 'streams':
        streams(request, response, asked).catch((error: unknown) => { refuse(refusalOf(error)) })
        return
      case 'release':
        release(request, response).catch((error: unknown) => { refuse(refusalOf(error)) })
        return
      case 'health': return responder.sendJson(response, { status: 'ok' })
      case 'nothing': return refuse(NOTHING)
      case 'public': return pass(request, response, found, undefined)
      case 'gated': return gate(request, response, found)
    }
  }

  function gate (request: IncomingMessage, response: ServerResponse, found: ExtractedToken): void {
    const decision = decide(found.token)
    if (!(decision instanceof Promise)) return settle(request, response, found, decision)
    decision.then(
      decision => { settle(request, response, found, decision) },
      (error: unknown) => { responder.refuse(request, response, refusalOf(error)) }
    )
  }

  function settle (request: IncomingMessage, response: ServerResponse, found: ExtractedToken, decision: Decision): void {
    if (isRefusal(decision)) (decision.refused === 'too-many-refusals' ? hold : responder.gate.refuse)(request, response, decision)
    else if (!response.destroyed) pass(request, response, found, decision)
  }

  function pass (request: IncomingMessage, response: ServerResponse, { target, prefix, manifestQuery }: ExtractedToken, known: KnownStream | undefined): void {
    if (forward === undefined) return responder.refuse(request, response, NOTHING)
    const full = admit(known, response)
    if (full !== undefined) return responder.refuse(request, response, full)
    if (known !== undefined) {
      attach(known, request.socket, response)
      const told = readCmcd(request, target.target)
      if (told !== undefined) playback(known, told)
    }
    sendContinue(request, response)
    forward(request, response, {
      target: target.target,
      host: target.host ?? request.headers.host,
      viewer: known?.viewer,
      requestId: nextRequestId(),
      responseHeaders: responseHeaders(request, prefix !== undefined || manifestQuery !== undefined),
      manifestQuery,
      tokenPrefix: prefix
    }, refusal => { responder.refuse(request, response, refusal) })
  }
}
