import type { Readiness } from '../../http/endpoint/admin-endpoint.js'

/**
 * What several workers are together: ready while one of them is, for it serves what comes. The part `workers`
 * tells how many are; of every other part it is told how it is with one for which it is not well.
 *
 * @param count of workers that there shall be
 */
export function mergeReadiness (workers: readonly Readiness[], count: number): Readiness {
  const ready = workers.filter(worker => worker.ready).length
  const parts: Record<string, string> = {}
  for (const worker of workers) {
    for (const [part, said] of Object.entries(worker.parts)) if (parts[part] === undefined || parts[part] === 'ok') parts[part] = said
  }
  return { ready: ready > 0, parts: { ...parts, workers: ready === count ? 'ok' : `${ready} of ${count} are ready` } }
}
