/** Longest interval between two checks of the clocks: a wake-up from sleep is detected within it. */
const POLL_INTERVAL_MS = 1000

/**
 * The program of the Worker. It responds to `{ id, delayMs }` with `id` once the delay has passed on one of two clocks; `{ id }`
 * cancels a timer. The monotonic clock can stop while a machine sleeps, and the time of day can be set back, so the clock
 * that is ahead counts. The source of this function is sent to the Worker: it cannot refer to anything outside.
 *
 * @param {{ postMessage: (id: number) => void, onmessage: ((event: { data: { id: number, delayMs?: number } }) => void) | null }} scope
 * @param {number} pollIntervalMs
 */
function runTimers (scope, pollIntervalMs) {
  /** @type {Map<number, { wallMs: number, monotonicMs: number }>} */
  const due = new Map()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  scope.onmessage = ({ data: { id, delayMs } }) => {
    if (delayMs === undefined) due.delete(id)
    else due.set(id, { wallMs: Date.now() + delayMs, monotonicMs: performance.now() + delayMs })
    poll()
  }

  function poll () {
    clearTimeout(timer)
    let nextMs = pollIntervalMs
    for (const [id, { wallMs, monotonicMs }] of due) {
      const leftMs = Math.min(wallMs - Date.now(), monotonicMs - performance.now())
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

/** The source of the Worker's program. */
export const timerWorkerSource = `(${runTimers})(self, ${POLL_INTERVAL_MS})`
