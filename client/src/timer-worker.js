/** Longest time without a look at the clocks: after it, waking from sleep is noticed. */
const POLL_INTERVAL_MS = 1000

/**
 * The whole program of the Worker: answers `{ id, delayMs }` with `id` once the time is over by one of two clocks, and forgets
 * an `id` that comes without a delay. Timers and the steady clock can stand still while a machine sleeps, and the
 * time of day can be set back: whichever is ahead counts. Its source is sent to the Worker, so it refers to
 * nothing outside.
 *
 * @param {{ postMessage: (id: number) => void, onmessage: ((event: { data: { id: number, delayMs?: number } }) => void) | null }} scope
 * @param {number} pollIntervalMs
 */
function runTimers (scope, pollIntervalMs) {
  /** @type {Map<number, { day: number, steady: number }>} */
  const due = new Map()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  scope.onmessage = ({ data: { id, delayMs } }) => {
    if (delayMs === undefined) due.delete(id)
    else due.set(id, { day: Date.now() + delayMs, steady: performance.now() + delayMs })
    poll()
  }

  function poll () {
    clearTimeout(timer)
    let nextMs = pollIntervalMs
    for (const [id, { day, steady }] of due) {
      const leftMs = Math.min(day - Date.now(), steady - performance.now())
      if (leftMs > 0) {
        nextMs = Math.min(nextMs, leftMs)
      } else {
        due.delete(id)
        scope.postMessage(id)
      }
    }
    if (due.size > 0) timer = setTimeout(poll, nextMs)
  }
}

/** The Worker's program as text. */
export const timerWorkerSource = `(${runTimers})(self, ${POLL_INTERVAL_MS})`
