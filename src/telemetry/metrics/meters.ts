import { openHistogram, type Counts, type Histogram } from './histogram.js'
import type { MetricRow } from './metric-row.js'
import { METRICS } from './metrics-table.js'

type Table = typeof METRICS
type CountedName = { [Name in keyof Table]: Table[Name] extends { asked: true } ? never : Name }[keyof Table]
type Meter<Row, Counted> = Row extends { series: ReadonlyArray<infer Series extends string> }
  ? Record<Series, Value<Row, Counted>>
  : Value<Row, Counted>
type Value<Row, Counted> = Row extends { type: 'histogram' } ? Counted : number
type MetersOf<Counted> = { -readonly [Name in CountedName]: Meter<Table[Name], Counted> }

/**
 * What is counted, under the names and series of the table: plain numbers, so that counting on the way
 * of a request costs an addition. They are read when scraped.
 */
export type Meters = MetersOf<Histogram>

/** The same to be read alone: plain values, which can be sent to another process. */
export type ReadMeters = MetersOf<Counts>

/** All counted metrics at zero, and every series there: a rate then has its first step too. */
export function openMeters (): Meters {
  const meters: Record<string, unknown> = {}
  for (const [name, row] of Object.entries<MetricRow>(METRICS)) {
    if (row.asked) continue
    const open = (): Histogram | number => row.type === 'histogram' ? openHistogram(row.buckets ?? []) : 0
    meters[name] = row.series === undefined ? open() : Object.fromEntries(row.series.map(series => [series, open()]))
  }
  return meters as Meters
}
