import { ConstMetric } from './const-metric.js'
import type { MeasuredProcess } from './measure-process.js'
import type { MetricFamily, FamilySample } from './metric-family.js'
import type { RegisterProcess } from './register-process-metrics.js'

/**
 * Adds the aggregated metrics of several processes to both registries, under the names of those of one process.
 *
 * @param measured this process, for names, types and help
 * @param read returns the aggregated families at the time of the scrape
 */
export function registerMergedProcesses ({ measured: { metrics }, read }: {
  measured: Pick<MeasuredProcess, 'metrics'>
  read: () => readonly MetricFamily[]
}): RegisterProcess {
  return ({ text, openMetrics }) => {
    for (const { name, help, type } of metrics) {
      const readSamples = (): readonly FamilySample[] => read().find(family => family.name === name)?.samples ?? []
      for (const registry of [text, openMetrics]) registry.registerMetric(new ConstMetric({ name, help, type, read: readSamples }))
    }
  }
}
