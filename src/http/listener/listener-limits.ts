/** Limits and timeouts of a listener. */
export interface ListenerLimits {
  /** Concurrent connections; 0 is unlimited. */
  readonly maxConnections: number
  /** Maximum size of a request line and its headers. */
  readonly maxHeadBytes: number
  /** How long a client may take to send a request line and its headers. */
  readonly headTimeoutMs: number
  /** How long a connection may be idle between two requests. */
  readonly keepAliveTimeoutMs: number
  /** How long a client may pause in the middle of a request body; 0 is unlimited. */
  readonly bodyTimeoutMs: number
  /** How long a client may read nothing while bytes wait for it; 0 is unlimited. */
  readonly stallTimeoutMs: number
}

/** For a listener whose clients are trusted. */
export const DEFAULT_LISTENER_LIMITS: ListenerLimits = {
  maxConnections: 0,
  maxHeadBytes: 16_384,
  headTimeoutMs: 15_000,
  // Longer than the 60 s of common load balancers, so that they never send a request on a connection that is closing.
  keepAliveTimeoutMs: 75_000,
  bodyTimeoutMs: 60_000,
  stallTimeoutMs: 60_000
}
