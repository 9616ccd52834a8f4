import type { LookupFunction } from 'node:net'
import { Pool } from 'undici'
import type { Clock } from '../../domain/clock.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { connectToUpstream, serverNameOf } from '../connection/connect-to-upstream.js'
import type { EarlyHeads } from '../connection/head-flusher.js'
import type { SilentDeaths } from '../connection/patch-connection.js'
import { PlaceHealth } from './endpoint-health.js'
import { HEAD_MAX_BYTES, type Place } from './endpoint.js'
import { probePlace } from './probe-endpoint.js'

/** How long an idle connection is kept unless the upstream says otherwise; Node's servers close theirs after 5 s. */
export const KEEP_ALIVE_MS = 4000
/** How long at most, whatever the upstream says. */
export const KEEP_ALIVE_MAX_MS = 60_000

/** Opens the way to one place; connections are made when they are needed. */
export function openPlace ({ where, upstream, lookup, silentDeaths, earlyHeads, clock, observe, changed }: {
  where: UpstreamEndpoint
  upstream: UpstreamSettings
  lookup: LookupFunction | undefined
  silentDeaths: SilentDeaths
  earlyHeads: Pick<EarlyHeads, 'connected'>
  clock: Clock
  observe: Pick<UpstreamObserver, 'lost' | 'back'>
  /** Told that it is lost, or back. */
  changed: () => void
}): Place {
  const origin = originOf(where)
  const name = where.socketPath === undefined ? origin : `unix:${where.socketPath}`
  const servername = serverNameOf(where, upstream.tls) || where.host
  const pool = new Pool(origin, {
    connect: connectToUpstream({ where, upstream, lookup, silentDeaths, earlyHeads }),
    // Who gets a connection is decided before: what comes here waits at most for one that is being given back.
    connections: upstream.maxConnections,
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: HEAD_MAX_BYTES,
    headersTimeout: upstream.responseTimeoutMs,
    bodyTimeout: upstream.idleTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS
  })
  const health = new PlaceHealth({
    ...upstream,
    clock,
    probe: probePlace({ pool, servername, hostHeader: upstream.hostHeader, name: upstream.viaName }),
    observe: {
      lost: error => {
        observe.lost(name, error)
        changed()
      },
      back: awayMs => {
        observe.back(name, awayMs)
        changed()
      }
    }
  })
  return { where, servername, pool, health, inFlight: 0 }
}

function originOf ({ protocol, host, port }: UpstreamEndpoint): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`
}
