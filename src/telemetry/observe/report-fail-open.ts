import type { Clock } from '../../domain/clock.js'
import type { Events } from '../log/open-events.js'

/** How often it is said again that nobody counts. */
export const SAY_INTERVAL_MS = 10_000
const LOOK_INTERVAL_MS = 250

/** Says loudly, again and again, that streams are not counted, and once that they are again. Returns how to stop. */
export function reportFailOpen ({ isSuspended, clock, events }: {
  isSuspended: () => boolean
  clock: Clock
  events: Pick<Events, 'failingOpen' | 'limitEnforced'>
}): () => void {
  let sinceMs: number | undefined
  let saidMs = -Infinity
  return clock.every(LOOK_INTERVAL_MS, () => {
    const nowMs = clock.nowMs()
    if (isSuspended()) {
      sinceMs ??= nowMs
      if (nowMs - saidMs < SAY_INTERVAL_MS) return
      saidMs = nowMs
      events.failingOpen({ failingOpenMs: Math.round(nowMs - sinceMs) })
    } else if (sinceMs !== undefined) {
      events.limitEnforced({ failingOpenMs: Math.round(nowMs - sinceMs) })
      sinceMs = undefined
      saidMs = -Infinity
    }
  })
}
