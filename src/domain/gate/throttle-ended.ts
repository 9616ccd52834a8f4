import { oldestOf } from '../memory/oldest-of.js'
import type { Refusal } from '../refusal.js'
import type { Token } from '../stream.js'

/** For how long a dead token must be left alone to be refused at once again. */
export const PAUSE_MS = 10_000
/** Dead tokens remembered at most. Beyond it the longest remembered is forgotten, in its favour. */
export const TRACKED_TOKENS_MAX = 50_000

const UNKNOWN: Refusal = { refused: 'token-unknown' }
const TOO_MANY: Refusal = { refused: 'too-many-refusals' }

/** How a dead token was asked for. Times are on the gate's clock. */
interface Row {
  refusals: number
  lastMs: number
}

/** Refuses a token that is dead at `nowMs`, in the way that it deserves by how it keeps coming back. */
export type RefuseEnded = (token: Token, nowMs: number) => Refusal

/** Refuses it for what it is, however often it comes back. */
export const refuseUnknown: RefuseEnded = () => UNKNOWN

/**
 * Tells players that never stop asking from those that do. The first requests by a dead token in a row are
 * refused for what they are; what comes beyond is throttled until the token is left alone for a while. It is
 * the row that counts and not the rate: one of these players asks twice a second, another every two seconds.
 * Whoever asks about a token that lives is no matter of this: nobody can be throttled by others' requests.
 *
 * @param requests refused for what they are, in a row; 0 throttles none
 */
export function throttleEnded ({ requests }: { requests: number }): RefuseEnded {
  if (requests === 0) return refuseUnknown
  const rows = new Map<Token, Row>()
  const nextOldest = oldestOf(rows)

  return (token, nowMs) => {
    const row = rows.get(token)
    if (row === undefined) {
      rows.set(token, { refusals: 1, lastMs: nowMs })
      forgetOldest(nowMs)
      return UNKNOWN
    }
    row.refusals = nowMs < row.lastMs + PAUSE_MS ? row.refusals + 1 : 1
    row.lastMs = nowMs
    return row.refusals > requests ? TOO_MANY : UNKNOWN
  }

  // Looking at two for each one added keeps the map as small as the tokens of the last rows. One that is still
  // asked for is not looked at again before all others were.
  function forgetOldest (nowMs: number): void {
    for (let looks = 0; looks < 2; looks++) {
      const oldest = nextOldest()
      if (oldest === undefined) return
      const [token, row] = oldest
      const isFull = rows.size > TRACKED_TOKENS_MAX
      rows.delete(token)
      if (isFull) return
      if (nowMs < row.lastMs + PAUSE_MS) rows.set(token, row)
    }
  }
}
