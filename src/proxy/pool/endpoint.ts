import type { Pool } from 'undici'
import type { UpstreamEndpoint } from '../../ports/upstream-settings.js'
import type { EndpointHealth } from './endpoint-health.js'

/** One address of the upstream, with its connections and its health. */
export interface Endpoint {
  readonly address: UpstreamEndpoint
  /** The same for every request: undici opens a new connection when it changes, and derives it from Host when it is empty. */
  readonly servername: string
  readonly pool: Pool
  readonly health: EndpointHealth
  /** Requests and WebSockets that hold capacity here. */
  inFlight: number
}

/** Maximum size of the head of a response. */
export const HEAD_MAX_BYTES = 65_536
