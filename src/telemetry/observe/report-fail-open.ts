import type { Clock } from '../../domain/clock.js'
import type { Events } from '../log/open-events.js'

/** Interval of the repeated log line while failing open. */
export const REPORT_INTERVAL_MS = 10_000
const POLL_INTERVAL_MS = 250

/** Logs repeatedly while the gate fails open, and once when the limit is enforced again. Returns a function that stops it. */
export function reportFailOpen ({ isFailingOpen, clock, events }: {
  isFailingOpen: () => boolean
  clock: Clock
  events: Pick<Events, 'failingOpen' | 'limitEnforced'>
}): () => void {
  let sinceMs: number | undefined
  let reportedMs = -Infinity
  return clock.every(POLL_INTERVAL_MS, () => {
    const nowMs = clock.nowMs()
    if (isFailingOpen()) {
      sinceMs ??= nowMs
      if (nowMs - reportedMs < REPORT_INTERVAL_MS) return
      reportedMs = nowMs
      events.failingOpen({ failingOpenMs: Math.round(nowMs - sinceMs) })
    } else if (sinceMs !== undefined) {
      events.limitEnforced({ failingOpenMs: Math.round(nowMs - sinceMs) })
      sinceMs = undefined
      reportedMs = -Infinity
    }
  })
}
