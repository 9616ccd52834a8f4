import type { Device, Ended, Stream, Token, Viewer } from './stream.js'

/** Result of an acquire. */
export type Acquired =
  | {
    readonly granted: true
    readonly stream: Stream
    /** Whether this is the live stream that the device already had. */
    readonly resumed: boolean
    /** Live streams of the viewer, this one included. */
    readonly active: number
  }
  | { readonly granted: false, readonly active: number }

/** Result of a renewal. */
export interface Renewed {
  readonly stream: Stream
  /** Live streams of the viewer, this one included. */
  readonly active: number
}

/** Whether this gate is subscribed to ended streams. While it is not, cached decisions are fresh only briefly. */
export interface Subscription {
  /** Since when, on the gate's clock, every ended stream has been received; undefined while unsubscribed. */
  readonly sinceMs: number | undefined
  /** When the subscription was last lost, on the gate's clock; -Infinity for never. */
  readonly lostMs: number
}

/** What a gate reports to, and receives from, the other gates on the same store. */
export interface GateReport {
  /**
   * The watermark, on the gate's clock: no stream that expired by then continues here, unless the store finds it alive.
   * It is reported to the other gates, so it must never decrease.
   */
  readonly watermarkMs: () => number
  /** Called when the store may have lost streams: this gate should look up and restore those that it knows. */
  readonly onSuspectedDataLoss: () => void
}

/**
 * Keeps streams. Every method is atomic per viewer: concurrent calls of two gates behave as if they were sequential.
 * An expired stream counts as ended in every method. Time is the store's own.
 *
 * Every method rejects with a `Fault` within the store's command timeout: `STORE_UNREACHABLE` (temporary);
 * `STORE_TLS_FAILED` when TLS verification is the cause; `STORE_REFUSED` when the store replied with an error. After a
 * fault, it is not known whether the operation took place.
 */
export interface StreamStore {
  /**
   * Grants a stream unless the viewer has `limit` live ones. A `device` that has a live stream gets that one, renewed,
   * and uses no other slot.
   */
  acquire: (request: { viewer: Viewer, limit: number, expirySeconds: number, device?: Device | undefined }) => Promise<Acquired>

  /** Sets the end of a live stream to now + expiry. Undefined when there is no such live stream; never revives an ended one. */
  renew: (token: Token, expirySeconds: number) => Promise<Renewed | undefined>

  /**
   * Restores, with `lifeMs` of life, a stream that the store has lost, or that expired while it could not be renewed.
   * Undefined when it has ended, or when the viewer has `limit` others.
   */
  restore: (lost: Pick<Stream, 'token' | 'viewer'> & { restoreState: string }, request: { limit: number, lifeMs: number }) => Promise<Renewed | undefined>

  /** Ends a stream and notifies every gate. Idempotent; resolves to whether it has ended a live stream. */
  release: (token: Token) => Promise<boolean>

  /** The same on behalf of the operator: gates then refuse the token as stopped. */
  stop: (token: Token) => Promise<boolean>

  /** Reads a live stream without changing it. */
  find: (token: Token) => Promise<Stream | undefined>

  /** Lists a viewer's live streams, in no order. */
  list: (viewer: Viewer) => Promise<readonly Stream[]>

  /** Counts the live streams of all viewers on all gates, at most a second old; for monitoring, never for decisions. */
  countActive: () => Promise<number>

  /** Mints a stream without adding it to the store; `restore` adds it later. Without I/O. */
  mint: (request: { viewer: Viewer, expirySeconds: number, device?: Device | undefined }) => Stream

  /** Whether the token was minted for this viewer, alive or not. Without I/O. */
  isTokenOf: (token: Token, viewer: Viewer) => boolean

  /** Adds a listener for streams that any gate ends. It is not called for expired streams. */
  onEnded: (listener: (ended: Ended) => void) => void

  /** The state of the subscription that `onEnded` depends on. */
  subscription: () => Subscription

  /** Sets this gate's report to the other gates. Until then, its watermark is the current time. */
  join: (report: GateReport) => void

  /**
   * Makes sure that no reclaim period is running, in which gates restore streams that the store may have lost. If one is,
   * resolves to true at its end: a stream that was not found should be looked up again. Otherwise resolves to false.
   */
  reclaimed: () => Promise<boolean>

  /** Resolves when the store responds to a command; rejects with a `Fault` otherwise. */
  ping: () => Promise<void>

  /** Closes connections and timers. Later calls reject. */
  close: () => Promise<void>
}
