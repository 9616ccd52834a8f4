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

/** How long an idle connection is kept unless the upstream announces another time. Node's servers close theirs after 5 s. */
export const KEEP_ALIVE_MS = 4000
/** The upper bound of the time that the upstream may announce. */
export const KEEP_ALIVE_MAX_MS = 60_000

/** Opens the connection pool of one endpoint. Connections are opened on demand. */
export function openEndpoint ({ address, upstream, lookup, closedBeforeResponse, headFlusher, clock, observe, onHealthChange }: {
  address: UpstreamEndpoint
  upstream: UpstreamSettings
  lookup: LookupFunction | undefined
  closedBeforeResponse: ClosedBeforeResponse
  headFlusher: Pick<HeadFlusher, 'connected'>
  clock: Clock
  observe: Pick<UpstreamObserver, 'ejected' | 'readmitted'>
  /** Called after the endpoint was ejected or readmitted. */
  onHealthChange: () => void
}): Endpoint {
  const origin = originOf(address)
  const name = address.socketPath === undefined ? origin : `unix:${address.socketPath}`
  const servername = serverNameOf(address, upstream.tls) || address.host
  const pool = new Pool(origin, {
    connect: connectToUpstream({ address, upstream, lookup, closedBeforeResponse, headFlusher }),
    // EndpointPool grants capacity before a request comes here: undici queues it at most until a released connection is free.
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
        onHealthChange()
      },
      readmitted: ejectedMs => {
        observe.readmitted(name, ejectedMs)
        onHealthChange()
      }
    }
  })
  return { address, servername, pool, health, inFlight: 0 }
}

function originOf ({ protocol, host, port }: UpstreamEndpoint): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`
}
