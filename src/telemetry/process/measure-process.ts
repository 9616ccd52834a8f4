import { collectDefaultMetrics, Registry, type Metric } from 'prom-client'
import type { MetricFamily, FamilySample } from './metric-family.js'
import { PROCESS_METRICS } from './process-metrics.js'

/** The chosen metrics of this process. */
export interface MeasuredProcess {
  /** The prom-client metrics that exist on this operating system. */
  readonly metrics: ReadonlyArray<{ readonly name: string, readonly help: string, readonly type: MetricFamily['type'], readonly metric: Metric }>
  /** Reads all of them. Event loop gauges cover the time since the last reading. */
  readonly read: () => Promise<MetricFamily[]>
}

/** Starts measuring this process. Call it once per process: each call samples the event loop on its own. */
export function measureProcess (): MeasuredProcess {
  const source = new Registry()
  collectDefaultMetrics({ register: source })
  const metrics = PROCESS_METRICS.flatMap(name => {
    const metric = source.getSingleMetric(name)
    if (metric === undefined) return []
    // All metrics of prom-client have these two fields, but its types omit them.
    const { help, type } = metric as unknown as { help: string, type: MetricFamily['type'] }
    return [{ name, help, type, metric }]
  })
  return { metrics, read }

  async function read (): Promise<MetricFamily[]> {
    return await Promise.all(metrics.map(async ({ name, type, metric }) => {
      const { values } = await metric.get()
      // A copy, because prom-client returns its own objects and keeps counting in them.
      return { name, type, samples: (values as FamilySample[]).map(({ metricName, labels, value }) => ({ metricName, labels: { ...labels }, value })) }
    }))
  }
}
