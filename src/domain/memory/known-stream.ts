import type { EndReason, Token, Viewer } from '../stream.js'

/** Something a stream pays for that lasts: a running response, a WebSocket. */
export interface Exchange {
  /** Ends it now, however much is left to send. Called at most once, when the stream ends. */
  readonly abort: (reason: EndReason) => void
  /** Whether the client took or sent bytes since this was last asked: the evidence that somebody watches. Cheap. */
  readonly hasProgressed: () => boolean
  /** The same by a closer look, for one that seems to have stalled; tells the change since it last looked. */
  readonly isProgressing: () => boolean
}

/** A stream that this gate has verified, and until when it may go by that. Times are on the gate's clock. */
export interface KnownStream {
  readonly token: Token
  /** Undefined for a stream that was taken for granted while the store could not tell whose it is. */
  viewer: Viewer | undefined
  /** When the question was sent to which the store said: alive. */
  verifiedAtMs: number
  /** Until when that answer holds: sent + what was left then, so it errs towards the store's truth. */
  validUntilMs: number
  /** From when traffic should renew: a third of the life is gone. */
  renewAfterMs: number
  /** When somebody last watched it here in a way that renews; -Infinity if nobody did. */
  usedAtMs: number
  /** What the store needs to restore it; undefined when it cannot. */
  restoreState: string | undefined
  /** Whether a background question about it is under way; there is one at most. */
  lookupInFlight: boolean
  /** Until when no background question is asked, for the last one met a fault. */
  backoffUntilMs: number
  /** What runs on it right now. */
  readonly exchanges: Set<Exchange>
}
