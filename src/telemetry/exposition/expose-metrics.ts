import { Registry, type OpenMetricsContentType } from 'prom-client'
import type { ReadMeters } from '../metrics/meters.js'
import type { FillWithProcess } from '../process/fill-with-process-metrics.js'
import { fillRegistry, type GaugeCallbacks } from './fill-registry.js'
import { prefersOpenMetrics } from './prefers-open-metrics.js'

/** What a scraper gets. */
export interface Exposition {
  readonly contentType: string
  readonly body: string
}

/**
 * Answers scrapes, for the scraper's `Accept`: the text format 0.0.4 of Prometheus, or OpenMetrics 1.0
 * for those who would rather have that. A scrape lasts as long as what is asked for takes to answer.
 *
 * @param fillWithProcess puts the metrics of the process, or of several, into both registries
 * @param version of the program
 * @param nodeVersion of the runtime
 */
export function exposeMetrics ({ meters, asked, fillWithProcess, version, nodeVersion }: {
  meters: ReadMeters
  asked: GaugeCallbacks
  fillWithProcess: FillWithProcess
  version: string
  nodeVersion: string
}): (accept: string | undefined) => Promise<Exposition> {
  // Each format has its own registry and its own metrics over the same numbers.
  const text = new Registry()
  const openMetrics = new Registry<OpenMetricsContentType>()
  openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  for (const registry of [text, openMetrics]) fillRegistry(registry, { meters, asked, build: { version, node_version: nodeVersion } })
  fillWithProcess({ text, openMetrics })

  return async accept => {
    const registry = prefersOpenMetrics(accept) ? openMetrics : text
    return { contentType: registry.contentType, body: await registry.metrics() }
  }
}
