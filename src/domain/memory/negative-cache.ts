import type { Token } from '../stream.js'
import { oldestOf } from './oldest-of.js'

/** How long a token that the store does not know is refused without asking again, at first. */
export const UNKNOWN_TTL_MS = 1000
/** The same for one that stays unknown, at most: how late it can be noticed that another gate has restored its stream. */
export const UNKNOWN_TTL_MS_MAX = 5000
/** How long after that it is still known how long a token has been unknown. */
export const UNKNOWN_HISTORY_MS = 10_000
/** How long an ended token is remembered: longer than any answer about it can still be under way. */
export const ENDED_TTL_MS = 30_000
/** How long one that the operator stopped is remembered, so that whoever comes back late learns why. */
export const STOPPED_TTL_MS = 600_000
/** Dead tokens remembered at most; the oldest goes first. Bounds what a flood of made-up tokens can take. */
export const NEGATIVE_ENTRIES_MAX = 50_000

/** What is known of a dead token. Times are on the gate's clock. */
interface Dead {
  /** Whether its stream is known to have ended, from which nothing comes back. */
  ended: boolean
  /** Whether the operator ended it. */
  stopped: boolean
  /** Since when it has been dead as far as was ever heard. */
  readonly sinceMs: number
  /** When that was last heard. */
  heardAtMs: number
  /** Until when it is refused without asking. */
  untilMs: number
}

/** The tokens that were dead a moment ago, ended or unknown to the store, so that their requests need no store. */
export class NegativeCache {
  readonly #dead = new Map<Token, Dead>()
  #nextOldest: ReturnType<typeof oldestOf<Token, Dead>> | undefined

  /** Whether the token was dead a moment ago. */
  has (token: Token, nowMs: number): boolean {
    const dead = this.#dead.get(token)
    return dead !== undefined && nowMs < dead.untilMs
  }

  /** Whether the operator ended the stream of a token that is dead. */
  isStopped (token: Token): boolean {
    return this.#dead.get(token)?.stopped === true
  }

  /**
   * Takes in that the store called a stream alive when asked at `sentAtMs`. False when that is older than
   * what is known: its end and this answer came over different connections and crossed.
   */
  revive (token: Token, sentAtMs: number): boolean {
    const dead = this.#dead.get(token)
    if (dead === undefined) return true
    if (sentAtMs < dead.untilMs && (dead.ended || sentAtMs <= dead.heardAtMs)) return false
    this.#dead.delete(token)
    return true
  }

  /**
   * Takes in that the store does not know this token: for a moment it is refused without asking. The longer
   * it has been unknown, the longer is the moment, for the less likely it is that its stream comes back.
   */
  putNegative (token: Token, nowMs: number): void {
    const before = this.#dead.get(token)
    const sinceMs = before?.sinceMs ?? nowMs
    const memoryMs = Math.min(Math.max(nowMs - sinceMs, UNKNOWN_TTL_MS), UNKNOWN_TTL_MS_MAX)
    const untilMs = Math.max(nowMs + memoryMs, before?.untilMs ?? nowMs)
    const { ended = false, stopped = false } = before !== undefined && nowMs < before.untilMs ? before : {}
    this.#remember(token, { ended, stopped, sinceMs, heardAtMs: nowMs, untilMs })
  }

  /** Takes in that the stream of this token has ended, and whether the operator ended it. */
  end (token: Token, stoppedNow: boolean, nowMs: number): void {
    const before = this.#dead.get(token)
    const stopped = stoppedNow || before?.stopped === true
    this.#remember(token, { ended: true, stopped, sinceMs: before?.sinceMs ?? nowMs, heardAtMs: nowMs, untilMs: nowMs + (stopped ? STOPPED_TTL_MS : ENDED_TTL_MS) })
  }

  /** Forgets those whose time is up. Call it now and then. */
  sweep (nowMs: number): void {
    this.#nextOldest = undefined
    for (const [token, { untilMs }] of this.#dead) {
      if (nowMs >= untilMs + UNKNOWN_HISTORY_MS) this.#dead.delete(token)
    }
  }

  #remember (token: Token, dead: Dead): void {
    this.#dead.delete(token)
    this.#dead.set(token, dead)
    if (this.#dead.size <= NEGATIVE_ENTRIES_MAX) return
    this.#nextOldest ??= oldestOf(this.#dead)
    const oldest = this.#nextOldest()
    if (oldest !== undefined) this.#dead.delete(oldest[0])
  }
}
