import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import { Pool } from 'undici'
import type { Clock } from '../domain/clock.js'
import { connectToUpstream, serverNameOf } from './connect-to-upstream.js'
import type { FailureLog } from './failure-log.js'
import { forwardRequest } from './forward-request.js'
import type { SilentDeaths } from './mend-connection.js'
import type { Forward, Tunnel } from './passage.js'
import { recognisePeer } from './peer.js'
import { requestFields } from './request-fields.js'
import { tunnelWebSocket } from './tunnel-websocket.js'
import type { UpstreamObserver } from './upstream-observer.js'
import type { UpstreamOptions } from './upstream-options.js'

/** Longest head of a response. */
export const HEAD_MAX_BYTES = 65_536
/** How long an idle connection is kept unless the upstream says otherwise; Node's servers close theirs after 5 s. */
export const KEEP_ALIVE_MS = 4000
/** How long at most, whatever the upstream says. */
export const KEEP_ALIVE_MAX_MS = 60_000

/** The way to the video backend. */
export interface Upstream {
  readonly forward: Forward
  readonly tunnel: Tunnel
  /** Breaks off what is still under way and gives up all connections. */
  readonly close: () => Promise<void>
}

/** Opens the way to the upstream; connections are made when they are needed. */
export function openUpstream ({ upstream, trustedProxies, clock, observe, log, lookup }: {
  upstream: UpstreamOptions
  /** Addresses and CIDR ranges whose X-Forwarded-* are believed. */
  trustedProxies: readonly string[]
  clock: Clock
  observe: UpstreamObserver
  log: FailureLog
  /** Resolves the name of the upstream; the system's way when undefined. */
  lookup?: LookupFunction | undefined
}): Upstream {
  const silentDeaths: SilentDeaths = new WeakMap()
  const clients = new Set<Duplex>()
  const pool = new Pool(originOf(upstream), {
    connect: connectToUpstream({ upstream, lookup, silentDeaths }),
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: HEAD_MAX_BYTES,
    headersTimeout: upstream.responseTimeoutMs,
    bodyTimeout: upstream.idleTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS
  })
  const shared = {
    clock,
    observe,
    log,
    peerOf: recognisePeer(trustedProxies),
    composeFields: requestFields(upstream)
  }

  return {
    forward: forwardRequest({ ...shared, pool, silentDeaths, servername: serverNameOf(upstream) || upstream.host }),
    tunnel: tunnelWebSocket({ ...shared, upstream, lookup, headMaxBytes: HEAD_MAX_BYTES, clients }),
    close: async () => {
      for (const client of clients) client.destroy()
      await pool.destroy()
    }
  }
}

function originOf ({ protocol, host, port }: UpstreamOptions): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`
}
