import type { Aggregator } from './merge-values.js'

/** One metric. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly unit?: 'seconds' | 'bytes' | 'streams'
  readonly labels?: readonly string[]
  /** Every series there can ever be: its label values in the order of `labels`, a space between. */
  readonly series?: readonly string[]
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[]
  /** True where the value is asked for when scraped; others are counted as things happen. */
  readonly asked?: true
  /** How the values of several workers become one; 'sum' where it is not said. */
  readonly aggregator?: Aggregator
}
