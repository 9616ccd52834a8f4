import type { Clock } from '../clock.js'
import type { Viewer } from '../stream.js'

/** Maximum number of tracked viewers. Beyond it the oldest is dropped, which lifts its limit. */
export const VIEWERS_MAX = 100_000

/**
 * Returns the seconds after which a viewer may acquire again; 0 is now. Allows `perSecond` acquires a second, with a
 * burst of the same size. Uses GCRA: one number per viewer, the time up to which its burst is used.
 *
 * @param perSecond acquires per viewer and second on this gate; 0 is unlimited
 */
export function limitAcquires ({ clock, perSecond }: { clock: Clock, perSecond: number }): (viewer: Viewer) => number {
  if (perSecond === 0) return () => 0
  const costMs = 1000 / perSecond
  // The burst is the acquires of one second, at least one.
  const toleranceMs = Math.max(1000 - costMs, 0)
  const usedUntilMs = new Map<Viewer, number>()

  return viewer => {
    const nowMs = clock.nowMs()
    const usedMs = Math.max(usedUntilMs.get(viewer) ?? nowMs, nowMs)
    const waitMs = usedMs - nowMs - toleranceMs
    if (waitMs > 0) return Math.ceil(waitMs / 1000)
    usedUntilMs.delete(viewer)
    usedUntilMs.set(viewer, usedMs + costMs)
    dropOldest(nowMs)
    return 0
  }

  // Entries are in the order of their last acquire. Checking two entries per added one keeps the map as small as the
  // viewers of the last second, without iterating over all of it.
  function dropOldest (nowMs: number): void {
    for (let checks = 0; checks < 2; checks++) {
      const oldest = usedUntilMs.entries().next()
      if (oldest.done === true) return
      const [viewer, untilMs] = oldest.value
      if (untilMs > nowMs && usedUntilMs.size <= VIEWERS_MAX) return
      usedUntilMs.delete(viewer)
    }
  }
}
