import type { LookupFunction } from 'node:net'
import { Pool } from 'undici'
import type { Clock } from '../../domain/clock.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { connectToUpstream, serverNameOf } from '../connection/connect-to-upstream.js'
import type { HeadFlusher } from '../connection/head-flusher.js'
import type { ClosedBeforeResponse } from '../connection/patch-connection.js'
import { EndpointHealth } from './endpoint-health.js'
import { HEAD_MAX_BYTES, type Endpoint } from './endpoint.js'
import { probeEndpoint } from './probe-endpoint.js'

/** How long an idle connection is kept unless the upstream says otherwise; Node's servers close theirs after 5 s. */
export const KEEP_ALIVE_MS = 4000
/** How long at most, whatever the upstream says. */
export const KEEP_ALIVE_MAX_MS = 60_000

/** Opens the way to one endpoint; connections are made when they are needed. */
export function openEndpoint ({ where, upstream, lookup, closedBeforeResponse, headFlusher, clock, observe, changed }: {
  where: UpstreamEndpoint
  upstream: UpstreamSettings
  lookup: LookupFunction | undefined
  closedBeforeResponse: ClosedBeforeResponse
  headFlusher: Pick<HeadFlusher, 'connected'>
  clock: Clock
  observe: Pick<UpstreamObserver, 'ejected' | 'readmitted'>
  /** Told that it is lost, or back. */
  changed: () => void
}): Endpoint {
  const origin = originOf(where)
  const name = where.socketPath === undefined ? origin : `unix:${where.socketPath}`
  const servername = serverNameOf(where, upstream.tls) || where.host
  const pool = new Pool(origin, {
    connect: connectToUpstream({ where, upstream, lookup, closedBeforeResponse, headFlusher }),
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
  const health = new EndpointHealth({
    ...upstream,
    clock,
    probe: probeEndpoint({ pool, servername, hostHeader: upstream.hostHeader, name: upstream.viaName }),
    observe: {
      ejected: error => {
        observe.ejected(name, error)
        changed()
      },
      readmitted: ejectedMs => {
        observe.readmitted(name, ejectedMs)
        changed()
      }
    }
  })
  return { where, servername, pool, health, inFlight: 0 }
}

function originOf ({ protocol, host, port }: UpstreamEndpoint): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`
}
