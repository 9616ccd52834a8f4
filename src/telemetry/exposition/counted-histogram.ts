import { Histogram as PromHistogram } from 'prom-client'
import type { Counts } from '../metrics/histogram.js'
import type { Sample } from '../metrics/read-meter.js'

interface Line extends Sample<number> { readonly metricName: string }

/**
 * A histogram that prom-client exposes and that was counted elsewhere. prom-client has no public face for
 * that: this overrides `getForPromString`, which its registry asks a histogram for the lines to write.
 */
export class CountedHistogram extends PromHistogram {
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

  async getForPromString (): Promise<{ name: string, help: string, type: string, values: Line[] }> {
    return { name: this.#name, help: this.#help, type: 'histogram', values: this.#read().flatMap(sample => this.#lines(sample)) }
  }

  #lines ({ labels, value: { counts, sum } }: Sample<Counts>): Line[] {
    let count = 0
    const buckets = Array.from(counts, (inBucket, i) => {
      count += inBucket
      return { metricName: `${this.#name}_bucket`, labels: { ...labels, le: spellBound(this.#bounds[i]) }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: count }
    ]
  }
}

/** As OpenMetrics spells bounds ("1.0"), in both formats: what a scraper accepts must not rename a series. */
function spellBound (bound: number | undefined): string {
  if (bound === undefined) return '+Inf'
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}
