/** One of the places where the upstream is. */
export interface UpstreamEndpoint {
  readonly protocol: 'http:' | 'https:'
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Unix socket to connect to instead of host and port. */
  readonly socketPath: string | undefined
}

/** Where the upstream is, how long it may take and how much it is given to do. */
export interface UpstreamSettings {
  /** At least one; all serve the same. */
  readonly places: readonly UpstreamEndpoint[]
  /** Whose Host the upstream sees: the one the client sent, or its own. */
  readonly hostHeader: 'client' | 'upstream'
  /** Our name in Via. */
  readonly viaName: string
  readonly connectTimeoutMs: number
  /** From the end of the request to the head of the response. */
  readonly responseTimeoutMs: number
  /** Between two pieces of a response's body. 0 is no limit. */
  readonly idleTimeoutMs: number
  /** Connections to each place in use at once, those of WebSockets included. */
  readonly maxConnections: number
  /** Requests that may wait at once for a connection to any place; each waits `connectTimeoutMs` at most. */
  readonly maxPending: number
  /** Failures in a row after which a place is left out while there are others. */
  readonly maxFailures: number
  /** How often a place that is left out is asked whether it is back. */
  readonly probeIntervalMs: number
  readonly tls: {
    /** PEM text. */
    readonly ca: string | undefined
    readonly cert: string | undefined
    readonly key: string | undefined
    readonly serverName: string | undefined
    /** True accepts any certificate. */
    readonly insecure: boolean
  }
}
