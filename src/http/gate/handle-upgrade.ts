import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Decision } from '../../domain/gate/check-token.js'
import type { KnownStream } from '../../domain/memory/known-stream.js'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Tunnel } from '../../ports/forward-context.js'
import { checkHead } from '../request/check-head.js'
import { readTarget, type Target } from '../request/read-target.js'
import type { Route } from '../request/route.js'
import type { Responder } from '../response/respond.js'
import type { ExtractedToken } from '../transport/extract-token.js'
import type { Admit } from './limit-requests.js'

export interface HandleUpgradeDeps {
  readonly extractToken: (request: IncomingMessage, target: Target) => ExtractedToken
  readonly route: (method: string, path: string, hasTokenPrefix: boolean) => Route
  readonly decide: (token: ExtractedToken['token']) => Decision | Promise<Decision>
  readonly admit: Admit
  readonly attach: (known: KnownStream, socket: Duplex, lifetime: Duplex) => void
  readonly tunnel: Tunnel | undefined
  readonly responder: Responder
  readonly refusalOf: (error: unknown) => Refusal
  readonly declineUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly nextRequestId: () => string
}

/** Answers an upgrade: WebSockets to the upstream are judged like any request for video, all else is handed back. */
export function handleUpgrade ({ extractToken, route, decide, admit, attach, tunnel, responder, refusalOf, declineUpgrade, nextRequestId }: HandleUpgradeDeps) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const asked = readTarget(request.url as string)
    const found = isRefusal(asked) ? undefined : extractToken(request, asked)
    const routed = found === undefined ? 'nothing' : route(request.method as string, found.target.path, found.prefix !== undefined)
    if (found === undefined || tunnel === undefined || !isWebSocket(request) || (routed !== 'gated' && routed !== 'public')) {
      declineUpgrade(request, socket, head)
      return
    }
    const badHead = checkHead(request)
    if (badHead !== undefined) responder.refuseOnSocket(socket, badHead)
    else if (routed === 'public') pass(tunnel, request, socket, head, found.target, undefined)
    else gate(tunnel, request, socket, head, found)
  }

  function gate (tunnel: Tunnel, request: IncomingMessage, socket: Duplex, head: Buffer, { token, target }: ExtractedToken): void {
    const settle = (decision: Decision): void => {
      if (isRefusal(decision)) responder.gate.refuseOnSocket(socket, decision)
      else if (!socket.destroyed) pass(tunnel, request, socket, head, target, decision)
    }
    const decision = decide(token)
    if (!(decision instanceof Promise)) settle(decision)
    else decision.then(settle, (error: unknown) => { responder.refuseOnSocket(socket, refusalOf(error)) })
  }

  function pass (tunnel: Tunnel, request: IncomingMessage, socket: Duplex, head: Buffer, target: Target, known: KnownStream | undefined): void {
    const full = admit(known, socket)
    if (full !== undefined) return responder.refuseOnSocket(socket, full)
    if (known !== undefined) attach(known, socket, socket)
    tunnel(request, socket, head, {
      target: target.target,
      host: target.host ?? request.headers.host,
      viewer: known?.viewer,
      requestId: nextRequestId()
    }, refusal => { responder.refuseOnSocket(socket, refusal) })
  }
}

// RFC 6455 section 4.2.1: a GET of HTTP/1.1 that asks for exactly this protocol. Node has seen to it that
// Connection names the upgrade.
function isWebSocket (request: IncomingMessage): boolean {
  return request.method === 'GET' && request.httpVersion === '1.1' &&
    request.headers.upgrade?.trim().toLowerCase() === 'websocket' &&
    request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined
}
