import { timerWorkerSource } from './timer-worker.js'

/**
 * Timers that are on time in hidden pages: each runs in a Worker and on the page, and whichever is first counts.
 * A browser that lets no Worker be (a Content-Security-Policy without `worker-src blob:`) leaves the page's own,
 * which hidden pages get once a minute.
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
 * @returns {{ post: (message: { id: number, delayMs?: number }) => void, close: () => void } | undefined} undefined where there can be none
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
        // Not before: some browsers fetch it late.
        URL.revokeObjectURL(url)
      }
    }
  } catch {
    // Forbidden by the page's policy; other browsers leave a Worker that never answers. The page's timers remain.
    URL.revokeObjectURL(url)
    return undefined
  }
}
