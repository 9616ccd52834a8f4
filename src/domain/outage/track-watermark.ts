import type { Clock } from '../clock.js'

/** The time up to which expired streams no longer play on this gate. Times are on the gate's clock. */
export interface Watermark {
  /** The watermark as last reported to other gates: no stream that expired by then continues here. */
  readonly lastMs: () => number
  /** Advances the watermark as far as possible, to report it. From then on it holds. */
  readonly advance: (isHealthy: boolean) => number
}

/**
 * A healthy gate's watermark is the current time. A gate that cannot call the store keeps its watermark behind by
 * the grace, because a stream may have been renewed on another gate or may still be renewable.
 *
 * @param graceMs Infinity keeps the watermark where it is while the gate is unhealthy
 */
export function trackWatermark ({ clock, graceMs }: { clock: Clock, graceMs: number }): Watermark {
  let lastMs = -Infinity
  return {
    lastMs: () => lastMs,
    advance: isHealthy => {
      const nowMs = clock.nowMs()
      lastMs = Math.max(lastMs, isHealthy ? nowMs : nowMs - graceMs)
      return lastMs
    }
  }
}
