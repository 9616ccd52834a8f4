import { openHistogram, type Histogram } from './histogram.js'
import { METRICS, type MetricRow } from './metrics-table.js'

type Table = typeof METRICS
type CountedName = { [Name in keyof Table]: Table[Name] extends { asked: true } ? never : Name }[keyof Table]
type Meter<Row> = Row extends { series: ReadonlyArray<infer Series extends string> }
  ? Record<Series, Value<Row>>
  : Value<Row>
type Value<Row> = Row extends { type: 'histogram' } ? Histogram : number

/**
 * What is counted, under the names and series of the table: plain numbers, so that counting on the way
 * of a request costs an addition. They are read when scraped.
 */
export type Meters = { -readonly [Name in CountedName]: Meter<Table[Name]> }

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
