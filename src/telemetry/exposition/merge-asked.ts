import { mergeValues } from '../metrics/merge-values.js'
import type { MetricRow } from '../metrics/metric-row.js'
import { METRICS } from '../metrics/metrics-table.js'
import type { Answers, Asked } from './fill-registry.js'

/**
 * Makes the answers of several processes one.
 *
 * @param read the answers of all that live, at the time of the scrape
 */
export function mergeAsked (read: () => readonly Answers[]): Asked {
  const names = Object.entries<MetricRow>(METRICS).filter(([name, { asked }]) => asked === true && name !== 'build_info')
  return Object.fromEntries(names.map(([name, { merging = 'sum', series }]) => [name, async () => {
    const all = read().map(answers => answers[name as keyof Answers])
    if (series === undefined) return mergeValues(merging, known(all))
    return Object.fromEntries(series.map(key => [key, mergeValues(merging, known(all.map(answer => (answer as Labelled | undefined)?.[key])))]))
  }])) as unknown as Asked
}

type Labelled = Readonly<Partial<Record<string, number>>>

function known (values: readonly unknown[]): number[] {
  return values.filter(value => typeof value === 'number')
}
