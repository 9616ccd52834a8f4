import type { Counts } from './histogram.js'
import type { MetricRow } from './metric-row.js'

/** One series and its value. */
export interface Sample<Value> {
  readonly labels: Readonly<Record<string, string>>
  readonly value: Value
}

/** Converts a meter to samples. A meter with labels has a value for each `series` of its row. */
export function readMeter<Value extends number | Counts | undefined> (
  { labels = [], series }: MetricRow,
  meter: Value | Readonly<Record<string, Value>>
): Array<Sample<Value>> {
  if (series === undefined) return [{ labels: {}, value: meter as Value }]
  return series.map(key => {
    const values = key.split(' ')
    return {
      labels: Object.fromEntries(labels.map((label, i) => [label, values[i] as string])),
      value: (meter as Readonly<Record<string, Value>>)[key] as Value
    }
  })
}
