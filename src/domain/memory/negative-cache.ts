import type { Token } from '../stream.js'
import { oldestOf } from './oldest-of.js'

/** How long an unknown token is refused without a lookup, at first. */
export const UNKNOWN_TTL_MS = 1000
/** The same for a token that stays unknown, at most: the delay with which a stream restored by another gate is noticed. */
export const UNKNOWN_TTL_MS_MAX = 5000
/** How long after that the cache still knows since when a token has been unknown. */
export const UNKNOWN_HISTORY_MS = 10_000
/** How long an ended token is cached: longer than any response about it can be in flight. */
export const ENDED_TTL_MS = 30_000
/** How long a stopped stream is cached, so that a client that comes back late gets the reason. */
export const STOPPED_TTL_MS = 600_000
/** Maximum number of entries; beyond it the oldest is dropped. Bounds the memory that made-up tokens can take. */
export const NEGATIVE_ENTRIES_MAX = 50_000

/** An ended or unknown token. Times are on the gate's clock. */
interface Entry {
  /** Whether its stream has ended, which is final. */
  readonly ended: boolean
  /** Whether the operator stopped it. */
  readonly stopped: boolean
  /** Since when it has been ended or unknown. */
  readonly sinceMs: number
  /** When that was last reported. */
  readonly reportedAtMs: number
  /** Until when it is refused without a lookup. */
  readonly untilMs: number
}

/** Negative cache (RFC 2308): tokens that are ended or unknown, so that requests with them need no lookup. */
export class NegativeCache {
  readonly #entries = new Map<Token, Entry>()
  #nextOldest: ReturnType<typeof oldestOf<Token, Entry>> | undefined

  /** Whether the token is cached as ended or unknown. */
  has (token: Token, nowMs: number): boolean {
    const entry = this.#entries.get(token)
    return entry !== undefined && nowMs < entry.untilMs
  }

  /** Whether the operator stopped the stream of a cached token. */
  isStopped (token: Token): boolean {
    return this.#entries.get(token)?.stopped === true
  }

  /**
   * Removes a token because a lookup that was sent at `sentAtMs` found its stream alive. False when the entry is
   * newer: it and the response arrived on different connections, and overtook each other.
   */
  invalidate (token: Token, sentAtMs: number): boolean {
    const entry = this.#entries.get(token)
    if (entry === undefined) return true
    if (sentAtMs < entry.untilMs && (entry.ended || sentAtMs <= entry.reportedAtMs)) return false
    this.#entries.delete(token)
    return true
  }

  /**
   * Adds a token that the store does not know. The longer it has been unknown, the longer it is cached, because its
   * stream is less and less likely to be restored.
   */
  putUnknown (token: Token, nowMs: number): void {
    const previous = this.#entries.get(token)
    const sinceMs = previous?.sinceMs ?? nowMs
    const ttlMs = Math.min(Math.max(nowMs - sinceMs, UNKNOWN_TTL_MS), UNKNOWN_TTL_MS_MAX)
    const untilMs = Math.max(nowMs + ttlMs, previous?.untilMs ?? nowMs)
    const { ended = false, stopped = false } = previous !== undefined && nowMs < previous.untilMs ? previous : {}
    this.#put(token, { ended, stopped, sinceMs, reportedAtMs: nowMs, untilMs })
  }

  /** Adds a token whose stream has ended. */
  putEnded (token: Token, isStopped: boolean, nowMs: number): void {
    const previous = this.#entries.get(token)
    const stopped = isStopped || previous?.stopped === true
    this.#put(token, { ended: true, stopped, sinceMs: previous?.sinceMs ?? nowMs, reportedAtMs: nowMs, untilMs: nowMs + (stopped ? STOPPED_TTL_MS : ENDED_TTL_MS) })
  }

  /** Removes expired entries. Must be called periodically. */
  sweep (nowMs: number): void {
    this.#nextOldest = undefined
    for (const [token, { untilMs }] of this.#entries) {
      if (nowMs >= untilMs + UNKNOWN_HISTORY_MS) this.#entries.delete(token)
    }
  }

  #put (token: Token, entry: Entry): void {
    this.#entries.delete(token)
    this.#entries.set(token, entry)
    if (this.#entries.size <= NEGATIVE_ENTRIES_MAX) return
    this.#nextOldest ??= oldestOf(this.#entries)
    const oldest = this.#nextOldest()
    if (oldest !== undefined) this.#entries.delete(oldest[0])
  }
}
