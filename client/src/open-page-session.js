import { openInterruptibleTimer } from './interruptible-timer.js'

/**
 * One session of the page with the gate: from `start`, or the return of the page, to the end of the stream. Check `signal` after
 * each wait.
 *
 * @typedef {object} PageSession
 * @property {import('./interruptible-timer.js').InterruptibleTimer} timer
 * @property {AbortSignal} signal aborted when the session ends
 * @property {() => void} end
 */

/**
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs'>} deps
 * @returns {PageSession}
 */
export function openPageSession (deps) {
  const timer = openInterruptibleTimer(deps)
  const controller = new AbortController()
  return {
    timer,
    signal: controller.signal,
    end: () => {
      controller.abort()
      timer.interrupt()
    }
  }
}
