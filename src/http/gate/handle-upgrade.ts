import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from '../../domain/refusal.js'
import type { ForwardContext, Tunnel } from '../../ports/forward-context.js'
import type { Responder } from '../response/respond.js'
import type { Client } from './admit-client.js'

export interface HandleUpgradeDeps {
  readonly admitClient: (client: Client) => void
  /** Undefined: no upstream is configured. */
  readonly tunnel: Tunnel | undefined
  readonly responder: Pick<Responder, 'refuseOnSocket' | 'gate'>
  readonly declineUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Handles one upgrade: opens a WebSocket to the upstream, and declines any other, which makes it a plain request. */
export function handleUpgrade (deps: HandleUpgradeDeps) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { admitClient, tunnel, declineUpgrade } = deps
    if (tunnel === undefined || !isWebSocket(request)) declineUpgrade(request, socket, head)
    else admitClient(new WebSocketClient(deps, tunnel, request, socket, head))
  }
}

class WebSocketClient implements Client {
  readonly request: IncomingMessage
  readonly lifetime: Duplex
  readonly #head: Buffer
  readonly #tunnel: Tunnel
  readonly #deps: HandleUpgradeDeps

  constructor (deps: HandleUpgradeDeps, tunnel: Tunnel, request: IncomingMessage, socket: Duplex, head: Buffer) {
    this.request = request
    this.lifetime = socket
    this.#head = head
    this.#tunnel = tunnel
    this.#deps = deps
  }

  /** None of the gate's own resources speaks WebSocket. */
  serve (): void {
    this.#deps.declineUpgrade(this.request, this.lifetime, this.#head)
  }

  refuse (refusal: Refusal): void {
    this.#deps.responder.refuseOnSocket(this.lifetime, refusal)
  }

  /** A refused handshake always closes its connection. */
  refuseHead (refusal: Refusal): void {
    this.refuse(refusal)
  }

  /** Never delayed: the connection closes with the refusal, so that a tarpit would only hold it open. */
  refuseToken (refusal: Refusal): void {
    this.#deps.responder.gate.refuseOnSocket(this.lifetime, refusal)
  }

  forward (context: ForwardContext): void {
    this.#tunnel(this.request, this.lifetime, this.#head, context, refusal => { this.refuse(refusal) })
  }
}

// RFC 6455 section 4.2.1: a GET of HTTP/1.1 that asks for exactly this protocol. Node emits 'upgrade' only when
// Connection names the upgrade.
function isWebSocket (request: IncomingMessage): boolean {
  return request.method === 'GET' && request.httpVersion === '1.1' &&
    request.headers.upgrade?.trim().toLowerCase() === 'websocket' &&
    request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined
}
