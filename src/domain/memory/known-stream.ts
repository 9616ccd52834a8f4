import type { EndReason, Token, Viewer } from '../stream.js'

/** A running response or a WebSocket of a stream. */
export interface Exchange {
  /** Aborts it, whatever is left to send. Called at most once, when the stream ends. */
  readonly abort: (reason: EndReason) => void
  /** Whether the client has taken or sent bytes since the last call, which is evidence of a viewer. Cheap. */
  readonly hasProgressed: () => boolean
  /** The same by a closer look, for an exchange that seems stalled; reports the change since the last call of this method. */
  readonly isProgressing: () => boolean
}

/** A stream that this gate has verified, and until when the cached decision holds. Times are on the gate's clock. */
export interface KnownStream {
  readonly token: Token
  /** Undefined for a stream that was assumed while failing open. */
  viewer: Viewer | undefined
  /** When the last successful lookup was sent. */
  verifiedAtMs: number
  /** When the stream expires: the time the lookup was sent plus the remaining life, so never later than in the store. */
  validUntilMs: number
  /** From when traffic should renew: after a third of the life. */
  renewAfterMs: number
  /** When a request that renews last used the stream on this gate; -Infinity for never. */
  usedAtMs: number
  /** What the store needs to restore it; undefined when it cannot. */
  restoreState: string | undefined
  /** Whether a background lookup is in flight; there is at most one. */
  lookupInFlight: boolean
  /** No background lookup until then, because the last one met a fault. */
  backoffUntilMs: number
  /** What runs on it now. */
  readonly exchanges: Set<Exchange>
}
