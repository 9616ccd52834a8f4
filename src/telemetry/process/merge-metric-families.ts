import { mergeValues, type Aggregator } from '../metrics/merge-values.js'
import type { MetricFamily, FamilySample } from './metric-family.js'

/**
 * How gauges of processes become one where adding them up would say nothing: the worst of them is told,
 * so that one process in trouble is not hidden by the others.
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
 * Makes the metrics of several processes one. Counters and histograms of all are added up; gauges are
 * those of the living alone.
 */
export function mergeMetricFamilies ({ living, others = [] }: {
  living: ReadonlyArray<readonly MetricFamily[]>
  others?: ReadonlyArray<readonly MetricFamily[]>
}): MetricFamily[] {
  const gone = others.flatMap(families => families.filter(({ type }) => type !== 'gauge'))
  const byName = groupBy([...living.flat(), ...gone], ({ name }) => name)
  return [...byName].flatMap(([name, families]) => mergeFamily(name, families))
}

function mergeFamily (name: string, families: readonly MetricFamily[]): MetricFamily[] {
  const type = families[0]?.type
  if (type === undefined) return []
  const aggregator = type === 'gauge' ? PROCESS_AGGREGATORS[name] ?? 'sum' : 'sum'
  const bySeries = groupBy(families.flatMap(({ lines }) => lines), spellSeries)
  return [{ name, type, lines: [...bySeries.values()].flatMap(lines => mergeLines(aggregator, lines)) }]
}

function mergeLines (aggregator: Aggregator, lines: readonly FamilySample[]): FamilySample[] {
  const [first] = lines
  // What prom-client cannot tell is no number, and would make the whole so.
  const value = mergeValues(aggregator, lines.map(line => line.value).filter(value => Number.isFinite(value)))
  return first === undefined || value === undefined ? [] : [{ ...first, value }]
}

function spellSeries ({ metricName = '', labels }: FamilySample): string {
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
