import type { Clock } from './clock.js'

/** Runs `task` once after `delayMs`; 0 is never. Returns a function that cancels it. */
export function afterMs (clock: Clock, delayMs: number, task: () => void): () => void {
  if (delayMs === 0) return () => {}
  const stop = clock.every(delayMs, () => {
    stop()
    task()
  })
  return stop
}
