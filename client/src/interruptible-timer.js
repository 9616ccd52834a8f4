/**
 * A timer with one wait at a time, which can be interrupted.
 *
 * @typedef {object} InterruptibleTimer
 * @property {(delayMs: number, until?: 'time' | 'network') => Promise<void>} wait `network`: `reconnect` ends it, too
 * @property {() => void} interrupt ends the wait
 * @property {() => void} wake ends a wait that is overdue, because the page slept
 * @property {() => void} reconnect ends a wait for the network
 */

/**
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs'>} deps
 * @returns {InterruptibleTimer}
 */
export function openInterruptibleTimer ({ timers, nowMs }) {
  let interrupt = () => {}
  let dueAtMs = Infinity
  let forNetwork = false

  return {
    wait: (delayMs, until = 'time') => new Promise(resolve => {
      dueAtMs = nowMs() + delayMs
      forNetwork = until === 'network'
      const done = () => {
        dueAtMs = Infinity
        forNetwork = false
        cancel()
        resolve()
      }
      const cancel = timers.after(delayMs, done)
      interrupt = done
    }),
    interrupt: () => { interrupt() },
    wake: () => { if (nowMs() >= dueAtMs) interrupt() },
    reconnect: () => { if (forNetwork) interrupt() }
  }
}
