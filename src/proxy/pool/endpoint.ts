import type { Pool } from 'undici'
import type { UpstreamEndpoint } from '../../ports/upstream-settings.js'
import type { EndpointHealth } from './endpoint-health.js'

/** One of the endpoints where the upstream is, and how it fares. */
export interface Endpoint {
  readonly where: UpstreamEndpoint
  /** The same for every request: undici opens a new connection when it changes, and takes it from Host when it is empty. */
  readonly servername: string
  readonly pool: Pool
  readonly health: EndpointHealth
  /** Requests and WebSockets that have a connection to it, or are getting one. */
  inFlight: number
}

/** Longest head of a response. */
export const HEAD_MAX_BYTES = 65_536
