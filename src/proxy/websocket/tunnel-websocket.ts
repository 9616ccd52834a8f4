import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isRefusal } from '../../domain/refusal.js'
import type { Refuse, Tunnel } from '../../ports/forward-context.js'
import type { recognisePeer } from '../headers/peer.js'
import type { forwardRequestHeaders } from '../headers/request-headers.js'
import { Attempts, type AttemptsDeps } from '../pool/attempts.js'
import { PrereadBytes } from './preread-bytes.js'
import type { requestUpgrade } from './request-upgrade.js'
import { UpstreamHandshake, type UpstreamHandshakeDeps } from './upstream-handshake.js'

export interface TunnelWebSocketDeps extends UpstreamHandshakeDeps, AttemptsDeps {
  readonly observe: UpstreamHandshakeDeps['observe']
  readonly peerOf: ReturnType<typeof recognisePeer>
  readonly composeHeaders: ReturnType<typeof forwardRequestHeaders>
  readonly ask: ReturnType<typeof requestUpgrade>
  /** The clients of all tunnels, open or being opened. */
  readonly clients: Set<Duplex>
}

/** Carries WebSockets, to the endpoints that other requests go to and by the same rules. */
export function tunnelWebSocket ({ peerOf, composeHeaders, ask, clients, ...deps }: TunnelWebSocketDeps): Tunnel {
  return (request, socket, head, context, refuse) => {
    // Before anything: a reset without a listener would end the process.
    socket.on('error', () => { socket.destroy() })
    if (socket.destroyed) return
    const composed = composeHeaders(request.rawHeaders, request.httpVersion, peerOf(request.socket), context)
    if (isRefusal(composed)) return refuse(composed, undefined)
    if (composed.chunked || composed.contentLength !== undefined) {
      return refuse({ refused: 'malformed', detail: 'a handshake has no body' }, undefined)
    }
    const { headers } = composed
    const { host, requestId } = context
    const ahead = new PrereadBytes(socket as Socket, head)
    const refuseIt: Refuse = (refusal, fault) => {
      ahead.drop()
      refuse(refusal, fault)
    }
    const attempts: Attempts = new Attempts(deps, {
      host,
      repeatable: false,
      send: ({ where }) => {
        const { outgoing, join } = ask(where, socket, headers, context)
        const encrypted = where.protocol === 'https:'
        new UpstreamHandshake(deps, socket as Socket, outgoing, { attempts, requestId, ahead, refuse: refuseIt, join, encrypted }).begin()
      },
      busy: () => {
        attempts.end()
        refuseIt({ refused: 'upstream-busy' }, undefined)
      }
    })
    clients.add(socket)
    socket.once('close', () => {
      clients.delete(socket)
      attempts.end()
    })
    // Who ends its side while it waits has left; a handshake watches for itself.
    socket.once('end', () => { if (attempts.isPending) socket.destroy() })
    attempts.begin()
  }
}
