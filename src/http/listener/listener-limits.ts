/** How much of a listener its clients can take. */
export interface ListenerLimits {
  /** Connections open at once; 0 is no limit. */
  readonly maxConnections: number
  /** Largest head of a request. */
  readonly maxHeadBytes: number
  /** How long a client may take to send a request's head. */
  readonly headTimeoutMs: number
  /** How long a connection may be idle between two requests. */
  readonly keepAliveTimeoutMs: number
  /** How long a client may pause amid the body of a request; 0 is no limit. */
  readonly bodyTimeoutMs: number
  /** How long a client may take nothing of what waits for it; 0 is no limit. */
  readonly stallTimeoutMs: number
}

/** The limits of a listener for friends. */
export const DEFAULT_LISTENER_LIMITS: ListenerLimits = {
  maxConnections: 0,
  maxHeadBytes: 16_384,
  headTimeoutMs: 15_000,
  // Idle connections outlive the 60 s of common load balancers, so that never they send into a closing one.
  keepAliveTimeoutMs: 75_000,
  bodyTimeoutMs: 60_000,
  stallTimeoutMs: 60_000
}
