import type { Clock } from './clock.js'

/** Runs `task` once after `delayMs`; 0 is never. Returns how to call it off. */
export function afterMs (clock: Clock, delayMs: number, task: () => void): () => void {
  if (delayMs === 0) return () => {}
  const stop = clock.every(delayMs, () => {
    stop()
    task()
  })
  return stop
}
