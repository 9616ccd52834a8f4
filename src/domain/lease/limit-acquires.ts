import type { Clock } from '../clock.js'
import type { Viewer } from '../stream.js'

/** Viewers remembered at most. Beyond it the longest remembered is forgotten, in its favour. */
export const VIEWERS_MAX = 100_000

/**
 * How many seconds a viewer must wait before acquiring again; 0 when it may now. Allows `perSecond`
 * acquires a second, and as many at once (GCRA: one number a viewer, the time its burst is used up to).
 *
 * @param perSecond acquires a viewer may make a second on this gate; 0 turns the limit off
 */
export function limitAcquires ({ clock, perSecond }: { clock: Clock, perSecond: number }): (viewer: Viewer) => number {
  if (perSecond === 0) return () => 0
  const costMs = 1000 / perSecond
  // The burst is one second's worth, and never less than one acquire.
  const toleranceMs = Math.max(1000 - costMs, 0)
  const usedUntilMs = new Map<Viewer, number>()

  return viewer => {
    const nowMs = clock.nowMs()
    const usedMs = Math.max(usedUntilMs.get(viewer) ?? nowMs, nowMs)
    const waitMs = usedMs - nowMs - toleranceMs
    if (waitMs > 0) return Math.ceil(waitMs / 1000)
    usedUntilMs.delete(viewer)
    usedUntilMs.set(viewer, usedMs + costMs)
    forgetOldest(nowMs)
    return 0
  }

  // Entries are in the order of their last acquire. Looking at two for each one added keeps the map
  // as small as the viewers of the last second without ever walking it whole.
  function forgetOldest (nowMs: number): void {
    for (let looks = 0; looks < 2; looks++) {
      const oldest = usedUntilMs.entries().next()
      if (oldest.done === true) return
      const [viewer, untilMs] = oldest.value
      if (untilMs > nowMs && usedUntilMs.size <= VIEWERS_MAX) return
      usedUntilMs.delete(viewer)
    }
  }
}
