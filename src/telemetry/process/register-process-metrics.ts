import { Counter, type Metric } from 'prom-client'
import { ConstMetric } from './const-metric.js'
import type { MeasuredProcess } from './measure-process.js'

interface MetricRegistry { readonly registerMetric: (metric: Metric) => void }

/** Adds the metrics of processes to the registries of both formats. */
export type RegisterProcess = (registries: { readonly text: MetricRegistry, readonly openMetrics: MetricRegistry }) => void

/**
 * Adds the chosen metrics of this process to both registries. Both share one set, because each set samples the event loop
 * on its own. Only counters get a second object: a registry of OpenMetrics removes `_total` from the object it
 * receives.
 */
export function registerProcessMetrics ({ metrics }: Pick<MeasuredProcess, 'metrics'>): RegisterProcess {
  return ({ text, openMetrics }) => {
    for (const { metric, ...described } of metrics) {
      text.registerMetric(metric)
      openMetrics.registerMetric(metric instanceof Counter ? toConstMetric(described, metric) : metric)
    }
  }
}

function toConstMetric (described: { name: string, help: string, type: 'counter' | 'gauge' | 'histogram' }, counter: Counter): Metric {
  return new ConstMetric({ ...described, read: async () => (await counter.get()).values.map(({ labels, value }) => ({ labels: labels as Record<string, string | number>, value })) })
}
