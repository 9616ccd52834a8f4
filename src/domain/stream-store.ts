import type { Device, Ended, Stream, Token, Viewer } from './stream.js'

/** What acquiring came to. */
export type Acquired =
  | {
    readonly granted: true
    readonly stream: Stream
    /** True when the device's own living stream was handed out again. */
    readonly resumed: boolean
    /** Live streams of the viewer, this one included. */
    readonly active: number
  }
  | { readonly granted: false, readonly active: number }

/** What renewing came to; undefined when no such stream lives. */
export interface Renewed {
  readonly stream: Stream
  /** Live streams of the viewer, this one included. */
  readonly active: number
}

/**
 * Whether this store hears at once of streams that other gates end.
 * While it does not, what was verified is believed only briefly.
 */
export interface Subscription {
  /** Since when, on the gate's clock, every end has been heard; undefined while deaf. */
  readonly sinceMs: number | undefined
  /** When hearing was last lost, on the gate's clock; -Infinity if never. */
  readonly lostMs: number
}

/** How a gate takes part in what all gates on the same store owe each other. */
export interface GateReport {
  /**
   * Up to when, on the gate's clock, it has let go of streams that expired: none that ended until then plays
   * on unless the store says that it lives. Told to the other gates, so it must never be taken back.
   */
  readonly watermarkMs: () => number
  /** Told when the store may have lost streams: those that this gate knows should be asked about and restored. */
  readonly onSuspectedDataLoss: () => void
}

/**
 * Keeps streams. Every method is atomic for one viewer: two gates calling at once behave as if one
 * came after the other. Expired streams count as gone in every method, and time is the store's own.
 *
 * Every method rejects with a `Fault` (`STORE_UNREACHABLE`, temporary; `STORE_TLS_FAILED` when that is because
 * of a certificate; `STORE_REFUSED` when the store answered with an error) within the store's command
 * timeout; after a fault it is not known whether the operation took place.
 */
export interface StreamStore {
  /**
   * Grants a stream unless the viewer has `limit` live ones. A `device` that has a live stream gets
   * that one, renewed, and uses no other slot.
   */
  acquire: (request: { viewer: Viewer, limit: number, expirySeconds: number, device?: Device | undefined }) => Promise<Acquired>

  /** Sets the end of a living stream to now + expiry. Never brings one back. */
  renew: (token: Token, expirySeconds: number) => Promise<Renewed | undefined>

  /**
   * Brings back, with `lifeMs` of life, a stream that the store lost or that expired while nobody could
   * renew it. Undefined when it has ended, or when the viewer has `limit` others.
   */
  restore: (lost: Pick<Stream, 'token' | 'viewer'> & { restoreState: string }, request: { limit: number, lifeMs: number }) => Promise<Renewed | undefined>

  /** Ends a stream and tells every gate. Idempotent; resolves to whether a living one was ended. */
  release: (token: Token) => Promise<boolean>

  /** As `release`, in the operator's name: gates that hear of it say so to who asks for the stream. */
  stop: (token: Token) => Promise<boolean>

  /** Reads a living stream without changing it. */
  find: (token: Token) => Promise<Stream | undefined>

  /** A viewer's living streams, in no order. */
  list: (viewer: Viewer) => Promise<readonly Stream[]>

  /** Live streams of all viewers over all gates; for watching, at most a second old, never for deciding. */
  countActive: () => Promise<number>

  /** Makes up a stream that nobody has counted; `restore` brings it into the store. Pure: needs no I/O. */
  mint: (request: { viewer: Viewer, expirySeconds: number, device?: Device | undefined }) => Stream

  /** Whether the token was minted for this viewer. Pure: needs no I/O and says nothing of life. */
  isTokenOf: (token: Token, viewer: Viewer) => boolean

  /** Calls `listener` for each stream that any gate ended. One listener a call; never called for expiry. */
  onEnded: (listener: (ended: Ended) => void) => void

  /** How far `onEnded` can be relied on right now. */
  subscription: () => Subscription

  /** From now on this gate lets other gates know of itself by this; before, by nothing that could hold them up. */
  join: (report: GateReport) => void

  /**
   * Makes sure that the store has all streams that gates know. When it may have lost some a moment ago,
   * resolves once the gates have had the time to restore them, to true: a stream that was not found is
   * worth another question. Resolves to false at once otherwise.
   */
  reclaimed: () => Promise<boolean>

  /** Resolves when the store answers a command; rejects with a `Fault` otherwise. */
  ping: () => Promise<void>

  /** Gives up connections and timers. Calls after it reject. */
  close: () => Promise<void>
}
