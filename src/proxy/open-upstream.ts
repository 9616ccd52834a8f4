import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../domain/clock.js'
import type { Forward, Tunnel } from '../ports/forward-context.js'
import type { UpstreamObserver } from '../ports/upstream-observer.js'
import type { UpstreamSettings } from '../ports/upstream-settings.js'
import { HeadFlusher } from './connection/head-flusher.js'
import type { ClosedBeforeResponse } from './connection/patch-connection.js'
import { forwardRequest } from './exchange/forward-request.js'
import { recognisePeer } from './headers/peer.js'
import { forwardRequestHeaders, type Redact } from './headers/request-headers.js'
import { EndpointPool } from './pool/endpoint-pool.js'
import { openEndpoint } from './pool/open-endpoint.js'
import { OpenTunnels } from './websocket/open-tunnels.js'
import { requestUpgrade } from './websocket/request-upgrade.js'
import { tunnelWebSocket } from './websocket/tunnel-websocket.js'

/** The video backend. */
export interface Upstream {
  readonly forward: Forward
  readonly tunnel: Tunnel
  /** Starts closing all WebSockets with 1001 (going away), and those that open later. Returns immediately. */
  readonly closeTunnels: () => void
  /** Aborts all exchanges and closes all connections. */
  readonly close: () => Promise<void>
}

/** Opens the upstream. Connections are opened on demand. */
export function openUpstream ({ upstream, trustedProxies, redact, clock, observe, lookup }: {
  upstream: UpstreamSettings
  /** Addresses and CIDR ranges whose X-Forwarded-* headers are trusted. */
  trustedProxies: readonly string[]
  /** Removes tokens from Cookie and Referer. */
  redact?: Redact | undefined
  clock: Clock
  observe: UpstreamObserver
  /** Resolves the name of the upstream; by default the system does. */
  lookup?: LookupFunction | undefined
}): Upstream {
  const closedBeforeResponse: ClosedBeforeResponse = new WeakMap()
  const headFlusher = new HeadFlusher()
  const clients = new Set<Duplex>()
  const tunnels = new OpenTunnels(clock)
  const onHealthChange = (): void => { pool.dispatchPending() }
  const pool: EndpointPool = new EndpointPool(
    upstream.endpoints.map(address => openEndpoint({ address, upstream, lookup, closedBeforeResponse, headFlusher, clock, observe, onHealthChange })),
    { capacity: upstream.maxConnections, maxPending: upstream.maxPending, pendingTimeoutMs: upstream.connectTimeoutMs, clock, observe }
  )
  const shared = {
    clock,
    observe,
    pool,
    closedBeforeResponse,
    headFlusher,
    peerOf: recognisePeer(trustedProxies),
    composeHeaders: forwardRequestHeaders({ ...upstream, redact })
  }

  return {
    forward: forwardRequest(shared),
    tunnel: tunnelWebSocket({ ...shared, upstream, requestUpgrade: requestUpgrade({ upstream, lookup }), clients, tunnels }),
    closeTunnels: () => { tunnels.closeGracefully() },
    close: async () => {
      for (const client of clients) client.destroy()
      await pool.close()
      headFlusher.close()
    }
  }
}
