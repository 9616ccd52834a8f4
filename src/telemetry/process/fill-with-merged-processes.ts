import type { FillWithProcess } from './fill-with-process-metrics.js'
import type { MeasuredProcess } from './measure-process.js'
import type { MetricFamily, FamilySample } from './metric-family.js'
import { RelayedMetric } from './relayed-metric.js'

/**
 * Puts the metrics of several processes into both registries, under the same names as those of one.
 *
 * @param measured this process, which tells types and helps
 * @param read what the processes have come to together, at the time of the scrape
 */
export function fillWithMergedProcesses ({ measured: { metrics }, read }: {
  measured: Pick<MeasuredProcess, 'metrics'>
  read: () => readonly MetricFamily[]
}): FillWithProcess {
  return ({ text, openMetrics }) => {
    for (const { name, help, type } of metrics) {
      const readLines = (): readonly FamilySample[] => read().find(family => family.name === name)?.lines ?? []
      for (const registry of [text, openMetrics]) registry.registerMetric(new RelayedMetric({ name, help, type, read: readLines }))
    }
  }
}
