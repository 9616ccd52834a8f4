import { openInterruptibleTimer } from './interruptible-timer.js'

/**
 * One life of a stream: from `start`, or the page's return, to its end. Whoever waits in it looks at `signal` after each wait.
 *
 * @typedef {object} PageSession
 * @property {import('./interruptible-timer.js').InterruptibleTimer} timer
 * @property {AbortSignal} signal aborted: the page session is over
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
