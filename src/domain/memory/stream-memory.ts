import type { Subscription } from '../stream-store.js'
import type { EndReason, Stream, Token } from '../stream.js'
import type { Exchange, KnownStream } from './known-stream.js'
import { NegativeCache } from './negative-cache.js'

/** How long a cached decision is fresh while the gate is not subscribed to ended streams. */
export const UNSUBSCRIBED_FRESH_MS = 1000
/** Maximum number of known streams up to which a token is assumed while failing open. Bounds the memory that made-up tokens can take. */
export const ASSUME_KNOWN_MAX = 100_000

/** This gate's cache of decisions: verified streams, and ended or unknown tokens. Requests with either need no lookup. */
export class StreamMemory {
  readonly #known = new Map<Token, KnownStream>()
  readonly #busy = new Set<KnownStream>()
  readonly #unconfirmed = new Set<KnownStream>()
  readonly #negative = new NegativeCache()
  readonly #subscription: () => Subscription

  constructor (subscription: () => Subscription) {
    this.#subscription = subscription
  }

  /** The stream of this token as it was last verified, fresh or not. */
  get (token: Token): KnownStream | undefined {
    return this.#known.get(token)
  }

  /** The stream of this token, if its cached decision is fresh at `nowMs`. */
  fresh (token: Token, nowMs: number): KnownStream | undefined {
    const known = this.#known.get(token)
    return known !== undefined && this.isFresh(known, nowMs) ? known : undefined
  }

  /** Whether the cached decision on a stream is fresh at `nowMs`. */
  isFresh (known: KnownStream, nowMs: number): boolean {
    if (nowMs >= known.validUntilMs) return false
    const { sinceMs, lostMs } = this.#subscription()
    if (sinceMs !== undefined && known.verifiedAtMs >= sinceMs) return true
    // The end of the stream may have been published while this gate was not subscribed.
    return nowMs < Math.max(known.verifiedAtMs, lostMs) + UNSUBSCRIBED_FRESH_MS
  }

  /**
   * Caches a live stream that a lookup, sent at `sentAtMs`, has found. Undefined when the stream is known to have
   * ended: its end and the response arrived on different connections, and overtook each other.
   */
  put (stream: Stream, sentAtMs: number): KnownStream | undefined {
    if (!this.#negative.invalidate(stream.token, sentAtMs)) return undefined
    const validUntilMs = sentAtMs + stream.remainingMs
    const renewAfterMs = sentAtMs + stream.remainingMs / 3
    const known = this.#known.get(stream.token)
    if (known !== undefined) {
      this.#unconfirmed.delete(known)
      // Responses may overtake each other: the later request wins.
      if (sentAtMs >= known.verifiedAtMs) Object.assign(known, { verifiedAtMs: sentAtMs, validUntilMs, renewAfterMs, viewer: stream.viewer, restoreState: stream.restoreState })
      return known
    }
    return this.#add({ token: stream.token, viewer: stream.viewer, verifiedAtMs: sentAtMs, validUntilMs, renewAfterMs, restoreState: stream.restoreState })
  }

  /** Treats an unknown token as one of a live stream while failing open. Undefined when too many streams are known. */
  assume (token: Token, nowMs: number): KnownStream | undefined {
    if (this.#known.size >= ASSUME_KNOWN_MAX) return undefined
    const assumed = this.#add({ token, viewer: undefined, verifiedAtMs: -Infinity, validUntilMs: nowMs, renewAfterMs: nowMs, restoreState: undefined })
    this.#unconfirmed.add(assumed)
    return assumed
  }

  /** Whether the token is cached as ended or unknown. */
  isNegative (token: Token, nowMs: number): boolean {
    return this.#negative.has(token, nowMs)
  }

  /** Whether the operator stopped the stream of an ended token. */
  isStopped (token: Token): boolean {
    return this.#negative.isStopped(token)
  }

  /** Caches a token that the store does not know, and aborts what runs on its stream. */
  putNegative (token: Token, nowMs: number): void {
    this.#negative.putUnknown(token, nowMs)
    this.#remove(token, 'expired')
  }

  /** Caches the end of a stream and aborts what runs on it. Returns the number of aborted exchanges. */
  end (token: Token, reason: EndReason, nowMs: number): number {
    this.#negative.putEnded(token, reason === 'stopped', nowMs)
    return this.#remove(token, reason)
  }

  /**
   * Attaches an exchange to a stream, or aborts it if the stream has ended since the decision. Returns a function
   * that detaches it.
   */
  attach (known: KnownStream, exchange: Exchange): () => void {
    if (this.#known.get(known.token) !== known) {
      exchange.abort('expired')
      return () => {}
    }
    known.exchanges.add(exchange)
    this.#busy.add(known)
    return () => {
      known.exchanges.delete(exchange)
      if (known.exchanges.size === 0) this.#busy.delete(known)
    }
  }

  /** Marks a stream that may continue although its last lookup met a fault. */
  markUnconfirmed (known: KnownStream): void {
    if (this.#known.get(known.token) === known) this.#unconfirmed.add(known)
  }

  /** The streams whose last lookup met a fault. */
  get unconfirmed (): ReadonlySet<KnownStream> {
    return this.#unconfirmed
  }

  /** All known streams, expired ones included. */
  get all (): Iterable<KnownStream> {
    return this.#known.values()
  }

  /** The streams with running exchanges. */
  get busy (): ReadonlySet<KnownStream> {
    return this.#busy
  }

  /** Number of known streams, for monitoring. */
  get size (): number {
    return this.#known.size
  }

  /** Removes streams that expired more than `keptMs` ago, and expired negative entries. Must be called periodically. */
  sweep (nowMs: number, keptMs: number): void {
    for (const known of this.#known.values()) {
      if (nowMs < known.validUntilMs + keptMs) continue
      // The stream may not continue any more, so its lookup need not be retried.
      this.#unconfirmed.delete(known)
      if (known.exchanges.size === 0) this.#known.delete(known.token)
    }
    this.#negative.sweep(nowMs)
  }

  #add (stream: Pick<KnownStream, 'token' | 'viewer' | 'verifiedAtMs' | 'validUntilMs' | 'renewAfterMs' | 'restoreState'>): KnownStream {
    const known: KnownStream = { ...stream, usedAtMs: -Infinity, lookupInFlight: false, backoffUntilMs: -Infinity, exchanges: new Set() }
    this.#known.set(stream.token, known)
    return known
  }

  #remove (token: Token, reason: EndReason): number {
    const known = this.#known.get(token)
    if (known === undefined) return 0
    this.#known.delete(token)
    this.#unconfirmed.delete(known)
    return this.abort(known, reason)
  }

  /** Aborts what runs on a stream, which may stay alive. Returns the number of aborted exchanges. */
  abort (known: KnownStream, reason: EndReason): number {
    this.#busy.delete(known)
    const exchanges = [...known.exchanges]
    known.exchanges.clear()
    for (const exchange of exchanges) exchange.abort(reason)
    return exchanges.length
  }
}
