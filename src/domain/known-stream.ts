import type { EndReason, Token, Viewer } from './stream.js'

/** Something a stream pays for that lasts: a running response, a WebSocket. */
export interface Exchange {
  /** Ends it now, however much is left to send. Called at most once, when the stream ends. */
  readonly cut: (reason: EndReason) => void
  /** Bytes the client has taken or sent so far. Growth is the evidence that somebody watches. */
  readonly takenBytes: () => number
  /** What `takenBytes` said when it was last looked at. */
  seenBytes: number
}

/** A stream that this gate has verified, and until when it may go by that. Times are on the gate's clock. */
export interface KnownStream {
  readonly token: Token
  readonly viewer: Viewer
  /** When the question was sent to which the store said: alive. */
  verifiedAtMs: number
  /** Until when that answer holds: sent + what was left then, so it errs towards the store's truth. */
  validUntilMs: number
  /** From when traffic should renew: a third of the life is gone. */
  renewAfterMs: number
  /** Whether a background question about it is under way; there is one at most. */
  asking: boolean
  /** What runs on it right now. */
  readonly exchanges: Set<Exchange>
}
