/**
 * One wait at a time, which can be cut short.
 *
 * @typedef {object} Alarm
 * @property {(delayMs: number, until?: 'time' | 'network') => Promise<void>} wait `network`: the way to the gate is what is waited for
 * @property {() => void} ring ends the wait
 * @property {() => void} wake ends a wait that should be over: the page was asleep
 * @property {() => void} reconnect ends a wait for the network
 */

/**
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs'>} deps
 * @returns {Alarm}
 */
export function openAlarm ({ timers, nowMs }) {
  let ring = () => {}
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
      ring = done
    }),
    ring: () => { ring() },
    wake: () => { if (nowMs() >= dueAtMs) ring() },
    reconnect: () => { if (forNetwork) ring() }
  }
}
