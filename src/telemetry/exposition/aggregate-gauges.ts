import { mergeValues } from '../metrics/merge-values.js'
import type { MetricRow } from '../metrics/metric-row.js'
import { METRICS } from '../metrics/metrics-table.js'
import type { GaugeValues, GaugeCallbacks } from './register-metrics.js'

/**
 * Aggregates the gauges of several processes.
 *
 * @param read returns the values of all live processes at the time of the scrape
 */
export function aggregateGauges (read: () => readonly GaugeValues[]): GaugeCallbacks {
  const names = Object.entries<MetricRow>(METRICS).filter(([name, { callback }]) => callback === true && name !== 'build_info')
  return Object.fromEntries(names.map(([name, { aggregator = 'sum', series }]) => [name, async () => {
    const all = read().map(values => values[name as keyof GaugeValues])
    if (series === undefined) return mergeValues(aggregator, known(all))
    return Object.fromEntries(series.map(key => [key, mergeValues(aggregator, known(all.map(value => (value as Labelled | undefined)?.[key])))]))
  }])) as unknown as GaugeCallbacks
}

type Labelled = Readonly<Partial<Record<string, number>>>

function known (values: readonly unknown[]): number[] {
  return values.filter(value => typeof value === 'number')
}
