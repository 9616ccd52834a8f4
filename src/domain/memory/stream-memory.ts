import type { Subscription } from '../stream-store.js'
import type { EndReason, Stream, Token } from '../stream.js'
import type { Exchange, KnownStream } from './known-stream.js'
import { NegativeCache } from './negative-cache.js'

/** How long a verified stream is believed while ends announced by other gates cannot be heard. */
export const UNSUBSCRIBED_FRESH_MS = 1000
/** Known streams beyond which none is taken for granted. Bounds the same while the store cannot tell the made-up. */
export const ASSUME_KNOWN_MAX = 100_000

/**
 * What this gate knows of streams: the verified ones, so that their requests need no store, and the dead
 * ones, so that their requests need none either.
 */
export class StreamMemory {
  readonly #known = new Map<Token, KnownStream>()
  readonly #busy = new Set<KnownStream>()
  readonly #unconfirmed = new Set<KnownStream>()
  readonly #negative = new NegativeCache()
  readonly #subscription: () => Subscription

  constructor (subscription: () => Subscription) {
    this.#subscription = subscription
  }

  /** The stream of this token as it was last verified, whether or not that still holds. */
  get (token: Token): KnownStream | undefined {
    return this.#known.get(token)
  }

  /** The stream of this token, if what is known of it still holds at `nowMs`. */
  fresh (token: Token, nowMs: number): KnownStream | undefined {
    const known = this.#known.get(token)
    return known !== undefined && this.isFresh(known, nowMs) ? known : undefined
  }

  /** Whether what is known of a stream still holds at `nowMs`. */
  isFresh (known: KnownStream, nowMs: number): boolean {
    if (nowMs >= known.validUntilMs) return false
    const { sinceMs, lostMs } = this.#subscription()
    if (sinceMs !== undefined && known.verifiedAtMs >= sinceMs) return true
    // An end may have been announced while nobody listened here.
    return nowMs < Math.max(known.verifiedAtMs, lostMs) + UNSUBSCRIBED_FRESH_MS
  }

  /**
   * Takes in that the store called a stream alive when asked at `sentAtMs`. Undefined when the stream
   * is known to have ended: its end and this answer came over different connections and crossed.
   */
  put (stream: Stream, sentAtMs: number): KnownStream | undefined {
    if (!this.#negative.revive(stream.token, sentAtMs)) return undefined
    const validUntilMs = sentAtMs + stream.remainingMs
    const renewAfterMs = sentAtMs + stream.remainingMs / 3
    const known = this.#known.get(stream.token)
    if (known !== undefined) {
      this.#unconfirmed.delete(known)
      // Answers may overtake each other: the later question is the better one.
      if (sentAtMs >= known.verifiedAtMs) Object.assign(known, { verifiedAtMs: sentAtMs, validUntilMs, renewAfterMs, viewer: stream.viewer, restoreState: stream.restoreState })
      return known
    }
    return this.#keep({ token: stream.token, viewer: stream.viewer, verifiedAtMs: sentAtMs, validUntilMs, renewAfterMs, restoreState: stream.restoreState })
  }

  /** Takes a token for a living stream's that nobody can be asked about now. Undefined when too many are known. */
  assume (token: Token, nowMs: number): KnownStream | undefined {
    if (this.#known.size >= ASSUME_KNOWN_MAX) return undefined
    const assumed = this.#keep({ token, viewer: undefined, verifiedAtMs: -Infinity, validUntilMs: nowMs, renewAfterMs: nowMs, restoreState: undefined })
    this.#unconfirmed.add(assumed)
    return assumed
  }

  /** Whether the token was dead a moment ago: ended, or unknown to the store. */
  isNegative (token: Token, nowMs: number): boolean {
    return this.#negative.has(token, nowMs)
  }

  /** Whether the operator ended the stream of a dead token. */
  isStopped (token: Token): boolean {
    return this.#negative.isStopped(token)
  }

  /** Takes in that the store does not know this token: for a moment it is refused without asking. */
  putNegative (token: Token, nowMs: number): void {
    this.#negative.putNegative(token, nowMs)
    this.#forget(token, 'expired')
  }

  /** Forgets an ended stream at once and cuts what runs on it. Returns how many exchanges were cut. */
  end (token: Token, reason: EndReason, nowMs: number): number {
    this.#negative.end(token, reason === 'stopped', nowMs)
    return this.#forget(token, reason)
  }

  /**
   * Notes that something lasting runs on a stream, or cuts it at once when the stream has ended since the
   * decision. Returns how to say that it is over.
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

  /** Notes that the store could not be asked about a stream that this gate would let play on. */
  markUnconfirmed (known: KnownStream): void {
    if (this.#known.get(known.token) === known) this.#unconfirmed.add(known)
  }

  /** The streams whose last question met a fault and that the store has not been heard of since. */
  get unconfirmed (): ReadonlySet<KnownStream> {
    return this.#unconfirmed
  }

  /** All known streams, also those that no longer hold. */
  get all (): Iterable<KnownStream> {
    return this.#known.values()
  }

  /** The streams that something runs on. */
  get busy (): ReadonlySet<KnownStream> {
    return this.#busy
  }

  /** Known streams, for watching. */
  get size (): number {
    return this.#known.size
  }

  /** Drops what no longer holds and will not be asked for: what ended `keptMs` ago. Call it now and then. */
  sweep (nowMs: number, keptMs: number): void {
    for (const known of this.#known.values()) {
      if (nowMs < known.validUntilMs + keptMs) continue
      // Nothing may be done with it any more, so nobody has to wait for what the store says.
      this.#unconfirmed.delete(known)
      if (known.exchanges.size === 0) this.#known.delete(known.token)
    }
    this.#negative.sweep(nowMs)
  }

  #keep (what: Pick<KnownStream, 'token' | 'viewer' | 'verifiedAtMs' | 'validUntilMs' | 'renewAfterMs' | 'restoreState'>): KnownStream {
    const known: KnownStream = { ...what, usedAtMs: -Infinity, lookupInFlight: false, backoffUntilMs: -Infinity, exchanges: new Set() }
    this.#known.set(what.token, known)
    return known
  }

  #forget (token: Token, reason: EndReason): number {
    const known = this.#known.get(token)
    if (known === undefined) return 0
    this.#known.delete(token)
    this.#unconfirmed.delete(known)
    return this.abort(known, reason)
  }

  /** Cuts what runs on a stream, which may live on. Returns how many exchanges were cut. */
  abort (known: KnownStream, reason: EndReason): number {
    this.#busy.delete(known)
    const exchanges = [...known.exchanges]
    known.exchanges.clear()
    for (const exchange of exchanges) exchange.abort(reason)
    return exchanges.length
  }
}
