import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isRefusal } from '../../domain/refusal.js'
import type { Refuse, Tunnel } from '../../ports/forward-context.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import { translateFailure } from '../connection/translate-failure.js'
import type { recognisePeer } from '../headers/peer.js'
import type { forwardRequestHeaders } from '../headers/request-headers.js'
import type { Acquisition, EndpointPool } from '../pool/endpoint-pool.js'
import type { Endpoint } from '../pool/endpoint.js'
import { RetryPolicy, type RetryPolicyDeps } from '../pool/retry-policy.js'
import { PrereadBytes } from './preread-bytes.js'
import type { requestUpgrade } from './request-upgrade.js'
import { UpstreamHandshake, type UpstreamHandshakeDeps } from './upstream-handshake.js'

export interface TunnelWebSocketDeps extends UpstreamHandshakeDeps, RetryPolicyDeps {
  readonly observe: UpstreamObserver
  readonly pool: EndpointPool
  readonly peerOf: ReturnType<typeof recognisePeer>
  readonly composeHeaders: ReturnType<typeof forwardRequestHeaders>
  readonly requestUpgrade: ReturnType<typeof requestUpgrade>
  /** The clients of all tunnels, open or being opened. */
  readonly clients: Set<Duplex>
}

/** Forwards WebSockets. They share the endpoints, the capacity and the retry rule of other requests. */
export function tunnelWebSocket ({ peerOf, composeHeaders, requestUpgrade, clients, ...deps }: TunnelWebSocketDeps): Tunnel {
  return (request, socket, head, context, refuse) => {
    // Attached before anything else: a reset without a listener would end the process.
    socket.on('error', () => { socket.destroy() })
    if (socket.destroyed) return
    const composed = composeHeaders(request.rawHeaders, request.httpVersion, peerOf(request.socket), context)
    if (isRefusal(composed)) return refuse(composed, undefined)
    if (composed.chunked || composed.contentLength !== undefined) {
      return refuse({ refused: 'malformed', detail: 'a WebSocket handshake has no body' }, undefined)
    }
    const { headers } = composed
    const { host, requestId } = context
    const client = socket as Socket
    const preread = new PrereadBytes(client, head)
    const retryPolicy = new RetryPolicy(deps, { host, repeatable: false })
    let acquisition: Acquisition | undefined
    let isOver = false
    clients.add(client)
    client.once('close', () => {
      clients.delete(client)
      end()
    })
    // A client that ends its side while it waits has disconnected. A handshake has a listener of its own.
    client.once('end', () => { if (!isOver && acquisition?.endpoint === undefined) client.destroy() })
    acquire()

    function acquire (): void {
      acquisition = deps.pool.acquire({ avoid: retryPolicy.avoid, onReady: attempt, onBusy: () => { fail({ refused: 'upstream-busy' }, undefined) } })
    }

    function attempt (endpoint: Endpoint, acquired: Acquisition): void {
      acquisition = acquired
      const { outgoing, join } = requestUpgrade(endpoint.address, client, headers, context)
      new UpstreamHandshake(deps, client, outgoing, {
        preread,
        join,
        isTls: endpoint.address.protocol === 'https:',
        onResponse: () => { endpoint.health.succeeded() },
        onFailure: (error, sent) => {
          if (retryPolicy.shouldRetry(error, endpoint, sent)) return retry()
          const fault = translateFailure(error)
          deps.observe.failed(fault, requestId, 'WebSocket handshake failed')
          fail({ refused: fault.code === 'UPSTREAM_TOO_SLOW' ? 'upstream-too-slow' : 'upstream-unreachable' }, fault)
        }
      }).begin()
    }

    function retry (): void {
      acquisition?.release()
      // The failed connection is still being closed.
      queueMicrotask(() => { if (!isOver) acquire() })
    }

    function fail (...refusal: Parameters<Refuse>): void {
      end()
      preread.discard()
      refuse(...refusal)
    }

    function end (): void {
      isOver = true
      acquisition?.release()
    }
  }
}
