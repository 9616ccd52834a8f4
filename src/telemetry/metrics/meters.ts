import { openHistogram, type Counts, type Histogram } from './histogram.js'
import type { MetricRow } from './metric-row.js'
import { METRICS } from './metrics-table.js'

type Table = typeof METRICS
type CountedName = { [Name in keyof Table]: Table[Name] extends { callback: true } ? never : Name }[keyof Table]
type Meter<Row, Counted> = Row extends { series: ReadonlyArray<infer Series extends string> }
  ? Record<Series, Value<Row, Counted>>
  : Value<Row, Counted>
type Value<Row, Counted> = Row extends { type: 'histogram' } ? Counted : number
type MetersOf<Counted> = { -readonly [Name in CountedName]: Meter<Table[Name], Counted> }

/**
 * The counted metrics, by the names and series of the table. They are plain numbers, so that counting costs an
 * addition per request. They are read when scraped.
 */
export type Meters = MetersOf<Histogram>

/** Read-only meters: plain values, which can be sent to another process. */
export type ReadMeters = MetersOf<Counts>

/** All counted metrics at zero. Every series exists from the start, so that rates include the first increment. */
export function openMeters (): Meters {
  const meters: Record<string, unknown> = {}
  for (const [name, row] of Object.entries<MetricRow>(METRICS)) {
    if (row.callback) continue
    const open = (): Histogram | number => row.type === 'histogram' ? openHistogram(row.buckets ?? []) : 0
    meters[name] = row.series === undefined ? open() : Object.fromEntries(row.series.map(series => [series, open()]))
  }
  return meters as Meters
}
