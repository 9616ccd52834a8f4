import { openAlarm } from './open-alarm.js'

/**
 * One life of a stream: from `start`, or the page's return, to its end. Whoever waits in it looks at `signal` after each wait.
 *
 * @typedef {object} Life
 * @property {import('./open-alarm.js').Alarm} alarm
 * @property {AbortSignal} signal aborted: the life is over
 * @property {() => void} end
 */

/**
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs'>} deps
 * @returns {Life}
 */
export function openLife (deps) {
  const alarm = openAlarm(deps)
  const controller = new AbortController()
  return {
    alarm,
    signal: controller.signal,
    end: () => {
      controller.abort()
      alarm.ring()
    }
  }
}
