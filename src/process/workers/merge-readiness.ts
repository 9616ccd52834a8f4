import type { Readiness } from '../../http/endpoint/admin-endpoint.js'

/**
 * The readiness of a gate with several workers: ready if at least one worker is, because it serves all connections.
 * The part `workers` reports how many are ready. Every other part is that of a worker that reports a problem, if any.
 *
 * @param count number of worker slots
 */
export function mergeReadiness (workers: readonly Readiness[], count: number): Readiness {
  const ready = workers.filter(worker => worker.ready).length
  const parts: Record<string, string> = {}
  for (const worker of workers) {
    for (const [part, state] of Object.entries(worker.parts)) if (parts[part] === undefined || parts[part] === 'ok') parts[part] = state
  }
  return { ready: ready > 0, parts: { ...parts, workers: ready === count ? 'ok' : `${ready} of ${count} are ready` } }
}
