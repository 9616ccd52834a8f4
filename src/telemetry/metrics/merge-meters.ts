import type { Counts } from './histogram.js'
import { mergeValues } from './merge-values.js'
import type { ReadMeters } from './meters.js'
import type { MetricRow } from './metric-row.js'
import { METRICS } from './metrics-table.js'

/**
 * Aggregates the meters of several processes, as plain values. Counters and histograms include processes that have
 * exited; gauges include only the live ones.
 */
export function mergeMeters ({ live, exited = [] }: {
  live: readonly ReadMeters[]
  exited?: readonly ReadMeters[]
}): ReadMeters {
  const merged: Record<string, unknown> = {}
  for (const [name, row] of Object.entries<MetricRow>(METRICS)) {
    if (row.callback) continue
    const parts = row.type === 'gauge' ? live : [...live, ...exited]
    const meters: unknown[] = parts.map(part => part[name as keyof ReadMeters])
    merged[name] = row.series === undefined
      ? mergeOne(row, meters)
      : Object.fromEntries(row.series.map(key => [key, mergeOne(row, (meters as Array<Record<string, unknown>>).map(meter => meter[key]))]))
  }
  return merged as ReadMeters
}

function mergeOne (row: MetricRow, values: readonly unknown[]): number | Counts {
  if (row.type === 'histogram') return addCounts(values as Counts[], (row.buckets ?? []).length + 1)
  return mergeValues(row.aggregator ?? 'sum', values as number[]) ?? 0
}

function addCounts (histograms: readonly Counts[], buckets: number): Counts {
  return {
    counts: Array.from({ length: buckets }, (_, i) => histograms.reduce((total, { counts }) => total + (counts[i] ?? 0), 0)),
    sum: histograms.reduce((total, { sum }) => total + sum, 0)
  }
}
