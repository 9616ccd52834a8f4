import { Registry, type OpenMetricsContentType } from 'prom-client'
import type { ReadMeters } from '../metrics/meters.js'
import type { RegisterProcess } from '../process/register-process-metrics.js'
import { prefersOpenMetrics } from './prefers-open-metrics.js'
import { registerMetrics, type GaugeCallbacks } from './register-metrics.js'

/** The response to a scrape. */
export interface Exposition {
  readonly contentType: string
  readonly body: string
}

/**
 * Serves scrapes in the text format 0.0.4 of Prometheus, or in OpenMetrics 1.0 if `Accept` prefers it. A scrape takes
 * as long as the slowest gauge callback.
 *
 * @param registerProcess adds the metrics of one or several processes to both registries
 * @param version of the program
 * @param nodeVersion of the runtime
 */
export function exposeMetrics ({ meters, gauges, registerProcess, version, nodeVersion }: {
  meters: ReadMeters
  gauges: GaugeCallbacks
  registerProcess: RegisterProcess
  version: string
  nodeVersion: string
}): (accept: string | undefined) => Promise<Exposition> {
  // Each format has its own registry and its own metrics over the same values.
  const text = new Registry()
  const openMetrics = new Registry<OpenMetricsContentType>()
  openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  for (const registry of [text, openMetrics]) registerMetrics(registry, { meters, gauges, build: { version, node_version: nodeVersion } })
  registerProcess({ text, openMetrics })

  return async accept => {
    const registry = prefersOpenMetrics(accept) ? openMetrics : text
    return { contentType: registry.contentType, body: await registry.metrics() }
  }
}
