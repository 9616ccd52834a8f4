import type { TlsSettings } from './tls-settings.js'

/** One address of the upstream. */
export interface UpstreamEndpoint {
  readonly protocol: 'http:' | 'https:'
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Unix socket to connect to instead of host and port. */
  readonly socketPath: string | undefined
}

/** The addresses of the upstream, its timeouts and its limits. */
export interface UpstreamSettings {
  /** At least one. All serve the same content. */
  readonly endpoints: readonly UpstreamEndpoint[]
  /** The Host that the upstream receives: the one the client sent, or the endpoint's own. */
  readonly hostHeader: 'client' | 'upstream'
  /** The pseudonym of this gate in Via. */
  readonly viaName: string
  readonly connectTimeoutMs: number
  /** From the end of the request to the head of the response. */
  readonly responseTimeoutMs: number
  /** Between two chunks of a response's body. 0 is no limit. */
  readonly idleTimeoutMs: number
  /** Concurrent connections to each endpoint, those of WebSockets included. */
  readonly maxConnections: number
  /** Requests that may wait for a connection at the same time, over all endpoints. Each waits at most `connectTimeoutMs`. */
  readonly maxPending: number
  /** Consecutive failures after which an endpoint is ejected. */
  readonly maxFailures: number
  /** Interval of the health checks of an ejected endpoint. */
  readonly probeIntervalMs: number
  readonly tls: TlsSettings
}
