import { Counter, type Metric } from 'prom-client'
import type { MeasuredProcess } from './measure-process.js'
import { RelayedMetric } from './relayed-metric.js'

interface Registering { readonly registerMetric: (metric: Metric) => void }

/** Puts metrics of processes into the registries of both formats. */
export type FillWithProcess = (registries: { readonly text: Registering, readonly openMetrics: Registering }) => void

/**
 * Puts the chosen metrics of this process into both registries. They are one set, for each set would
 * sample the event loop anew. Counters alone are relayed: a registry of OpenMetrics takes `_total` off
 * the very object that it is given.
 */
export function fillWithProcessMetrics ({ metrics }: Pick<MeasuredProcess, 'metrics'>): FillWithProcess {
  return ({ text, openMetrics }) => {
    for (const { metric, ...described } of metrics) {
      text.registerMetric(metric)
      openMetrics.registerMetric(metric instanceof Counter ? relay(described, metric) : metric)
    }
  }
}

function relay (described: { name: string, help: string, type: 'counter' | 'gauge' | 'histogram' }, counter: Counter): Metric {
  return new RelayedMetric({ ...described, read: async () => (await counter.get()).values.map(({ labels, value }) => ({ labels: labels as Record<string, string | number>, value })) })
}
