import type { Fault } from '../domain/fault.js'

/** What a failure of the upstream meant for the client. */
export type FailureOutcome = 'no response from the upstream' | 'response aborted' | 'WebSocket handshake failed'

/** Receives the events of the proxy. It is called on the hot path: implementations count and return. */
export interface UpstreamObserver {
  readonly exchangeOpened: () => void
  readonly exchangeClosed: () => void
  /** The head of a final response arrived, this long after the request was forwarded. */
  readonly headersReceived: (seconds: number) => void
  /** A request failed for good. `requestId` is the one in X-Request-Id. */
  readonly failed: (fault: Fault, requestId: string, outcome: FailureOutcome) => void
  /** A request was sent again, because the reused connection it was on was closed before a response. */
  readonly retried: () => void
  /** A request was sent to another endpoint, because the first could not be reached or closed the connection before a response. */
  readonly redispatched: () => void
  /** A request started waiting for a connection. */
  readonly pendingBegun: () => void
  readonly pendingEnded: () => void
  /** An endpoint gets no more requests while others are healthy. `upstream` is its URL. */
  readonly ejected: (upstream: string, error: Error) => void
  readonly readmitted: (upstream: string, ejectedMs: number) => void
  readonly tunnelOpened: () => void
  readonly tunnelClosed: () => void
  /** Bytes of bodies and tunnels. Those of a tunnel are reported when it closes. */
  readonly bytesToClient: (bytes: number) => void
  readonly bytesToUpstream: (bytes: number) => void
}
