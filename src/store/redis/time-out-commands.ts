import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import { translateError } from './translate-error.js'

/** Limits how long a command may take. */
export interface CommandTimeouts {
  /**
   * Resolves to the reply; rejects with a `Fault` when the command fails or its reply is not there in time.
   * `onLate` gets a reply that arrives after the timeout.
   */
  readonly within: <T>(reply: Promise<T>, onLate?: (reply: T) => void) => Promise<T>
  /** Rejects all pending commands. */
  readonly stop: () => void
}

/**
 * Uses one timer for all commands. The command timeout of ioredis does not include the time for which a Cluster
 * client queues and resends a command.
 *
 * In a process that was busy, timers run before the data that has arrived meanwhile is read. A command therefore
 * times out only when it was late at the previous tick, too: between two ticks, all data that has arrived is read.
 */
export function timeOutCommands ({ clock, timeoutMs }: { clock: Clock, timeoutMs: number }): CommandTimeouts {
  // All commands have the same timeout, so they time out in the order in which they were sent.
  const pending = new Set<{ readonly untilMs: number, readonly fail: (reason: string) => void }>()
  let previousTickMs = clock.nowMs()
  const stopTicking = clock.every(Math.min(Math.max(timeoutMs / 10, 5), 50), () => {
    for (const command of pending) {
      if (command.untilMs > previousTickMs) break
      pending.delete(command)
      command.fail(`redis did not answer within ${timeoutMs} ms`)
    }
    previousTickMs = clock.nowMs()
  })

  return {
    stop: () => {
      stopTicking()
      for (const command of pending) command.fail('the store is closed')
      pending.clear()
    },
    within: async (reply, onLate) => await new Promise((resolve, reject) => {
      const command = {
        untilMs: clock.nowMs() + timeoutMs,
        fail: (reason: string) => { reject(new Fault('STORE_UNREACHABLE', reason)) }
      }
      pending.add(command)
      reply.then(value => {
        if (pending.delete(command)) resolve(value)
        else onLate?.(value)
      }, (error: unknown) => {
        pending.delete(command)
        reject(translateError(error))
      })
    })
  }
}
