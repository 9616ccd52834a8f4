import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import { translateError } from './translate-error.js'

/** Waits for an answer of Redis, but never long. */
export interface Deadlines {
  /**
   * What `asking` resolves to; rejects with a `Fault` when it rejects or is not there in time.
   * `onLate` gets an answer that came after all, when nobody waits for it any more.
   */
  readonly within: <T>(asking: Promise<T>, onLate?: (answer: T) => void) => Promise<T>
  /** Lets nobody wait any longer. */
  readonly stop: () => void
}

/**
 * One timer for all commands: ioredis has a timeout a command, which does not cover what a Cluster
 * client keeps back and sends again.
 *
 * A process that was busy for so long finds timers due before it has read what came meanwhile. So nobody is given up
 * on who was not late at the tick before already: between two ticks all that has arrived is read.
 */
export function startDeadlines ({ clock, timeoutMs }: { clock: Clock, timeoutMs: number }): Deadlines {
  // All wait equally long, so the oldest comes first and is the first to be late.
  const waiting = new Set<{ readonly untilMs: number, readonly giveUp: (why: string) => void }>()
  let tickBeforeMs = clock.nowMs()
  const stopTicking = clock.every(Math.min(Math.max(timeoutMs / 10, 5), 50), () => {
    for (const entry of waiting) {
      if (entry.untilMs > tickBeforeMs) break
      waiting.delete(entry)
      entry.giveUp(`redis did not answer within ${timeoutMs} ms`)
    }
    tickBeforeMs = clock.nowMs()
  })

  return {
    stop: () => {
      stopTicking()
      for (const entry of waiting) entry.giveUp('the store is closed')
      waiting.clear()
    },
    within: async (asking, onLate) => await new Promise((resolve, reject) => {
      const entry = {
        untilMs: clock.nowMs() + timeoutMs,
        giveUp: (why: string) => { reject(new Fault('STORE_UNREACHABLE', why)) }
      }
      waiting.add(entry)
      asking.then(answer => {
        if (waiting.delete(entry)) resolve(answer)
        else onLate?.(answer)
      }, (error: unknown) => {
        waiting.delete(entry)
        reject(translateError(error))
      })
    })
  }
}
