import { oldestOf } from '../memory/oldest-of.js'
import type { Refusal } from '../refusal.js'
import type { Token } from '../stream.js'

/** A token without requests for this long starts a new streak. */
export const STREAK_RESET_MS = 10_000
/** Maximum number of tracked tokens. Beyond it the oldest is dropped, which ends its throttling. */
export const TRACKED_TOKENS_MAX = 50_000

const UNKNOWN: Refusal = { refused: 'token-unknown' }
const TOO_MANY: Refusal = { refused: 'too-many-refusals' }

/** Consecutive requests with one ended token. Times are on the gate's clock. */
interface Streak {
  refusals: number
  lastMs: number
}

/** Refuses a token that is ended or unknown at `nowMs`. */
export type RefuseEnded = (token: Token, nowMs: number) => Refusal

/** Refuses it as unknown, without throttling. */
export const refuseUnknown: RefuseEnded = () => UNKNOWN

/**
 * Throttles players that never stop requesting. The first consecutive requests with an ended token are refused as
 * unknown; further requests are throttled until the token has had no request for `STREAK_RESET_MS`. It counts
 * consecutive requests instead of a rate: some of these players send two requests a second, others one every two
 * seconds. Requests with the token of a live stream never come here, so other clients cannot cause a viewer to be
 * throttled.
 *
 * @param requests consecutive requests that are refused as unknown; 0 throttles no token
 */
export function throttleEnded ({ requests }: { requests: number }): RefuseEnded {
  if (requests === 0) return refuseUnknown
  const streaks = new Map<Token, Streak>()
  const nextOldest = oldestOf(streaks)

  return (token, nowMs) => {
    const streak = streaks.get(token)
    if (streak === undefined) {
      streaks.set(token, { refusals: 1, lastMs: nowMs })
      dropOldest(nowMs)
      return UNKNOWN
    }
    streak.refusals = nowMs < streak.lastMs + STREAK_RESET_MS ? streak.refusals + 1 : 1
    streak.lastMs = nowMs
    return streak.refusals > requests ? TOO_MANY : UNKNOWN
  }

  // Checking two entries per added one keeps the map as small as the tokens with a running streak. An entry that is
  // kept moves to the end, so it is not checked again before all others.
  function dropOldest (nowMs: number): void {
    for (let checks = 0; checks < 2; checks++) {
      const oldest = nextOldest()
      if (oldest === undefined) return
      const [token, streak] = oldest
      const isFull = streaks.size > TRACKED_TOKENS_MAX
      streaks.delete(token)
      if (isFull) return
      if (nowMs < streak.lastMs + STREAK_RESET_MS) streaks.set(token, streak)
    }
  }
}
