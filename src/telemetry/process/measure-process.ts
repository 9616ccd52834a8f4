import { collectDefaultMetrics, Registry, type Metric } from 'prom-client'
import type { MetricFamily, FamilySample } from './metric-family.js'
import { PROCESS_METRICS } from './process-metrics.js'

/** The chosen metrics of this process. */
export interface MeasuredProcess {
  /** Those that the operating system tells, as prom-client brings them. */
  readonly metrics: ReadonlyArray<{ readonly name: string, readonly help: string, readonly type: MetricFamily['type'], readonly metric: Metric }>
  /** Reads them all. Gauges of the event loop are those since the last reading. */
  readonly read: () => Promise<MetricFamily[]>
}

/** Begins to measure this process. Once a process: each measuring samples the event loop anew. */
export function measureProcess (): MeasuredProcess {
  const source = new Registry()
  collectDefaultMetrics({ register: source })
  const metrics = PROCESS_METRICS.flatMap(name => {
    const metric = source.getSingleMetric(name)
    if (metric === undefined) return []
    // prom-client's types do not tell of the two, but all of its metrics have them.
    const { help, type } = metric as unknown as { help: string, type: MetricFamily['type'] }
    return [{ name, help, type, metric }]
  })
  return { metrics, read }

  async function read (): Promise<MetricFamily[]> {
    return await Promise.all(metrics.map(async ({ name, type, metric }) => {
      const { values } = await metric.get()
      // A copy: what prom-client gives is its own and goes on counting.
      return { name, type, lines: (values as FamilySample[]).map(({ metricName, labels, value }) => ({ metricName, labels: { ...labels }, value })) }
    }))
  }
}
