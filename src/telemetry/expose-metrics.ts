import { Registry, type OpenMetricsContentType } from 'prom-client'
import type { StreamMemory } from '../domain/stream-memory.js'
import type { StreamStore } from '../domain/stream-store.js'
import { fillRegistry } from './fill-registry.js'
import { fillWithProcessMetrics } from './fill-with-process-metrics.js'
import type { Meters } from './meters.js'
import { prefersOpenMetrics } from './prefers-open-metrics.js'

/** What a scraper gets. */
export interface Exposition {
  readonly contentType: string
  readonly body: string
}

/**
 * Answers scrapes, for the scraper's `Accept`: the text format 0.0.4 of Prometheus, or OpenMetrics 1.0
 * for those who would rather have that. Never rejects for a store that is away: what it alone knows is
 * then absent. A scrape lasts as long as the store's command timeout at most.
 *
 * @param version of the program
 * @param nodeVersion of the runtime
 * @param onFault told why the store gave no number of streams
 */
export function exposeMetrics ({ meters, store, isStoreAway, memory, version, nodeVersion, onFault }: {
  meters: Meters
  store: Pick<StreamStore, 'countActive' | 'hearing'>
  isStoreAway: () => boolean
  memory: Pick<StreamMemory, 'size'>
  version: string
  nodeVersion: string
  onFault: (error: unknown) => void
}): (accept: string | undefined) => Promise<Exposition> {
  // Each format has its own registry and its own metrics over the same numbers.
  const text = new Registry()
  const openMetrics = new Registry<OpenMetricsContentType>()
  openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  for (const registry of [text, openMetrics]) {
    fillRegistry(registry, {
      meters,
      asked: {
        streams_active: countActive,
        streams_known: () => memory.size,
        store_available: () => isStoreAway() ? 0 : 1,
        store_hearing: () => store.hearing().sinceMs === undefined ? 0 : 1
      },
      build: { version, node_version: nodeVersion }
    })
  }
  fillWithProcessMetrics({ text, openMetrics })

  return async accept => {
    const registry = prefersOpenMetrics(accept) ? openMetrics : text
    return { contentType: registry.contentType, body: await registry.metrics() }
  }

  async function countActive (): Promise<number | undefined> {
    try {
      return await store.countActive()
    } catch (error) {
      onFault(error)
      return undefined
    }
  }
}
