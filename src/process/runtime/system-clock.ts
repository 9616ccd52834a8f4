import { performance } from 'node:perf_hooks'
import type { Clock } from '../../domain/clock.js'

/** The monotonic clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  every: (intervalMs, task) => {
    const timer = setInterval(task, intervalMs)
    timer.unref()
    return () => { clearInterval(timer) }
  }
}
