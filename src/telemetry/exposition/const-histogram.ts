import { Histogram as PromHistogram } from 'prom-client'
import type { Counts } from '../metrics/histogram.js'
import type { Sample } from '../metrics/read-meter.js'

interface HistogramSample extends Sample<number> { readonly metricName: string }

/**
 * A histogram whose counts come from elsewhere and that prom-client exposes, like the const metrics of other Prometheus
 * clients. prom-client has no public API for that: this overrides `getForPromString`, from which its registry reads
 * the samples.
 */
export class ConstHistogram extends PromHistogram {
  readonly #name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #read: () => ReadonlyArray<Sample<Counts>>

  constructor ({ name, help, labelNames, buckets, read }: {
    name: string
    help: string
    labelNames: readonly string[]
    buckets: readonly number[]
    read: () => ReadonlyArray<Sample<Counts>>
  }) {
    super({ name, help, labelNames, buckets: [...buckets], registers: [] })
    this.#name = name
    this.#help = help
    this.#bounds = buckets
    this.#read = read
  }

  async getForPromString (): Promise<{ name: string, help: string, type: string, values: HistogramSample[] }> {
    return { name: this.#name, help: this.#help, type: 'histogram', values: this.#read().flatMap(sample => this.#samplesOf(sample)) }
  }

  #samplesOf ({ labels, value: { counts, sum } }: Sample<Counts>): HistogramSample[] {
    let count = 0
    const buckets = Array.from(counts, (inBucket, i) => {
      count += inBucket
      return { metricName: `${this.#name}_bucket`, labels: { ...labels, le: formatBound(this.#bounds[i]) }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: count }
    ]
  }
}

/** Formats bounds as OpenMetrics does ("1.0") in both formats, so that a series has the same name in both. */
function formatBound (bound: number | undefined): string {
  if (bound === undefined) return '+Inf'
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}
