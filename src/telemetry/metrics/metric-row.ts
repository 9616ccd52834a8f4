import type { Aggregator } from './merge-values.js'

/** One metric. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly unit?: 'seconds' | 'bytes' | 'streams'
  readonly labels?: readonly string[]
  /** All possible series: the label values in the order of `labels`, separated by a space. */
  readonly series?: readonly string[]
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[]
  /** True if the gauge is read by a callback at each scrape; all other metrics are counted. */
  readonly callback?: true
  /** How the values of several workers are aggregated; 'sum' by default. */
  readonly aggregator?: Aggregator
}
