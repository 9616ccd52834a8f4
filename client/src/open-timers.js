import { timerWorkerSource } from './timer-worker.js'

/**
 * Timers that are on time in hidden pages: each runs in a Worker and on the page, and the first to fire counts. If the page
 * cannot start a Worker (a Content-Security-Policy without `worker-src blob:`), only the page's own timers remain, which
 * browsers run as rarely as once a minute in hidden pages.
 *
 * @returns {import('./index.js').Timers}
 */
export function openTimers () {
  /** @type {Map<number, { task: () => void, timer: ReturnType<typeof setTimeout> }>} */
  const tasks = new Map()
  /** @type {ReturnType<typeof openWorker>} */
  let worker
  let lastId = 0

  return {
    after: (delayMs, task) => {
      if (tasks.size === 0) worker ??= openWorker(run)
      const id = ++lastId
      tasks.set(id, { task, timer: setTimeout(run, delayMs, id) })
      worker?.post({ id, delayMs })
      return () => { forget(id) }
    },
    close: () => {
      for (const id of tasks.keys()) forget(id)
      worker?.close()
      worker = undefined
    }
  }

  /** @param {number} id */
  function run (id) {
    forget(id)?.task()
  }

  /** @param {number} id */
  function forget (id) {
    const found = tasks.get(id)
    if (found === undefined) return undefined
    clearTimeout(found.timer)
    tasks.delete(id)
    worker?.post({ id })
    return found
  }
}

/**
 * @param {(id: number) => void} run
 * @returns {{ post: (message: { id: number, delayMs?: number }) => void, close: () => void } | undefined} undefined if the page cannot start one
 */
function openWorker (run) {
  const { Worker } = /** @type {Partial<typeof globalThis>} */ (globalThis)
  if (Worker === undefined) return undefined
  const url = URL.createObjectURL(new Blob([timerWorkerSource], { type: 'text/javascript' }))
  try {
    const worker = new Worker(url)
    worker.onmessage = ({ data: id }) => { run(id) }
    return {
      post: message => { worker.postMessage(message) },
      close: () => {
        worker.terminate()
        // Not earlier: some browsers fetch it late.
        URL.revokeObjectURL(url)
      }
    }
  } catch {
    // Forbidden by the page's policy. Other browsers return a Worker that never responds. The page's timers remain.
    URL.revokeObjectURL(url)
    return undefined
  }
}
