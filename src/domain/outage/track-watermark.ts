import type { Clock } from '../clock.js'

/** Until when a gate has let go of streams that expired. Times are on the gate's clock. */
export interface Watermark {
  /** As it was last said to others: what ended by then plays on no more. */
  readonly lastMs: () => number
  /** Lets go of as much as can be, to say so to others: from now on it holds. */
  readonly nextMs: () => number
}

/**
 * A gate in good health lets go of a stream when it expires. One that cannot ask the store does not, for
 * the stream may have been renewed elsewhere or be renewable, and holds on until the grace is over.
 *
 * @param graceMs Infinity for as long as it cannot ask
 */
export function trackWatermark ({ clock, graceMs, isHealthy }: { clock: Clock, graceMs: number, isHealthy: () => boolean }): Watermark {
  let lastMs = -Infinity
  return {
    lastMs: () => lastMs,
    nextMs: () => {
      const nowMs = clock.nowMs()
      lastMs = Math.max(lastMs, isHealthy() ? nowMs : nowMs - graceMs)
      return lastMs
    }
  }
}
