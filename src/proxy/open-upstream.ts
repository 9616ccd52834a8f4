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

/** The way to the video backend. */
export interface Upstream {
  readonly forward: Forward
  readonly tunnel: Tunnel
  /** Leaves WebSockets, and those to come, in good order: their ends are told that we are going away. Returns at once. */
  readonly closeTunnels: () => void
  /** Breaks off what is still under way and gives up all connections. */
  readonly close: () => Promise<void>
}

/** Opens the way to the upstream; connections are made when they are needed. */
export function openUpstream ({ upstream, trustedProxies, redact, clock, observe, lookup }: {
  upstream: UpstreamSettings
  /** Addresses and CIDR ranges whose X-Forwarded-* are believed. */
  trustedProxies: readonly string[]
  /** What of cookies and of Referer is not the upstream's to see. */
  redact?: Redact | undefined
  clock: Clock
  observe: UpstreamObserver
  /** Resolves the name of the upstream; the system's way when undefined. */
  lookup?: LookupFunction | undefined
}): Upstream {
  const closedBeforeResponse: ClosedBeforeResponse = new WeakMap()
  const headFlusher = new HeadFlusher()
  const clients = new Set<Duplex>()
  const tunnels = new OpenTunnels(clock)
  const endpoints: EndpointPool = new EndpointPool(
    upstream.endpoints.map(where => openEndpoint({ where, upstream, lookup, closedBeforeResponse, headFlusher, clock, observe, changed: () => { endpoints.servePending() } })),
    { capacity: upstream.maxConnections, maxPending: upstream.maxPending, waitMs: upstream.connectTimeoutMs, clock, observe }
  )
  const shared = {
    clock,
    observe,
    endpoints,
    closedBeforeResponse,
    headFlusher,
    peerOf: recognisePeer(trustedProxies),
    composeHeaders: forwardRequestHeaders({ ...upstream, redact })
  }

  return {
    forward: forwardRequest(shared),
    tunnel: tunnelWebSocket({ ...shared, upstream, ask: requestUpgrade({ upstream, lookup }), clients, tunnels }),
    closeTunnels: () => { tunnels.leave() },
    close: async () => {
      for (const client of clients) client.destroy()
      await endpoints.close()
      headFlusher.close()
    }
  }
}
