import { mergeValues } from '../metrics/merge-values.js'
import type { MetricRow } from '../metrics/metric-row.js'
import { METRICS } from '../metrics/metrics-table.js'
import type { Answers, GaugeCallbacks } from './fill-registry.js'

/**
 * Makes the answers of several processes one.
 *
 * @param read the answers of all that live, at the time of the scrape
 */
export function aggregateGauges (read: () => readonly Answers[]): GaugeCallbacks {
  const names = Object.entries<MetricRow>(METRICS).filter(([name, { asked }]) => asked === true && name !== 'build_info')
  return Object.fromEntries(names.map(([name, { aggregator = 'sum', series }]) => [name, async () => {
    const all = read().map(answers => answers[name as keyof Answers])
    if (series === undefined) return mergeValues(aggregator, known(all))
    return Object.fromEntries(series.map(key => [key, mergeValues(aggregator, known(all.map(answer => (answer as Labelled | undefined)?.[key])))]))
  }])) as unknown as GaugeCallbacks
}

type Labelled = Readonly<Partial<Record<string, number>>>

function known (values: readonly unknown[]): number[] {
  return values.filter(value => typeof value === 'number')
}
