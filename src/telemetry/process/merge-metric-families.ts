import { mergeValues, type Aggregator } from '../metrics/merge-values.js'
import type { MetricFamily, FamilySample } from './metric-family.js'

/**
 * Aggregators of the gauges whose sum is meaningless: the worst value is used, so that the other processes do not hide
 * one with a problem.
 */
export const PROCESS_AGGREGATORS: Readonly<Record<string, Aggregator>> = {
  process_start_time_seconds: 'min',
  process_open_fds: 'max',
  process_max_fds: 'min',
  nodejs_eventloop_lag_seconds: 'max',
  nodejs_eventloop_lag_max_seconds: 'max',
  nodejs_eventloop_lag_p50_seconds: 'max',
  nodejs_eventloop_lag_p90_seconds: 'max',
  nodejs_eventloop_lag_p99_seconds: 'max',
  nodejs_version_info: 'max'
}

/**
 * Aggregates the metrics of several processes. Counters and histograms include processes that have exited; gauges
 * include only the live ones.
 */
export function mergeMetricFamilies ({ live, exited = [] }: {
  live: ReadonlyArray<readonly MetricFamily[]>
  exited?: ReadonlyArray<readonly MetricFamily[]>
}): MetricFamily[] {
  const counted = exited.flatMap(families => families.filter(({ type }) => type !== 'gauge'))
  const byName = groupBy([...live.flat(), ...counted], ({ name }) => name)
  return [...byName].flatMap(([name, families]) => mergeFamily(name, families))
}

function mergeFamily (name: string, families: readonly MetricFamily[]): MetricFamily[] {
  const type = families[0]?.type
  if (type === undefined) return []
  const aggregator = type === 'gauge' ? PROCESS_AGGREGATORS[name] ?? 'sum' : 'sum'
  const bySeries = groupBy(families.flatMap(({ samples }) => samples), seriesKey)
  return [{ name, type, samples: [...bySeries.values()].flatMap(samples => mergeSamples(aggregator, samples)) }]
}

function mergeSamples (aggregator: Aggregator, samples: readonly FamilySample[]): FamilySample[] {
  const [first] = samples
  // prom-client uses NaN for unknown values, which would make the aggregate NaN.
  const value = mergeValues(aggregator, samples.map(sample => sample.value).filter(value => Number.isFinite(value)))
  return first === undefined || value === undefined ? [] : [{ ...first, value }]
}

function seriesKey ({ metricName = '', labels }: FamilySample): string {
  return `${metricName} ${JSON.stringify(Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1))}`
}

function groupBy<Item> (items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
