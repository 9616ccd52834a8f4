import { Counter, Gauge, type Metric } from 'prom-client'
import type { Counts } from '../metrics/histogram.js'
import type { ReadMeters } from '../metrics/meters.js'
import type { MetricRow } from '../metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../metrics/metrics-table.js'
import { readMeter, type Sample } from '../metrics/read-meter.js'
import { CountedHistogram } from './counted-histogram.js'

type Table = typeof METRICS
type GaugeCallbackName = { [Name in keyof Table]: Table[Name] extends { asked: true } ? Name : never }[keyof Table]

/** A value, or with labels one for each series of which it is known. */
type Answer<Row> = Row extends { series: ReadonlyArray<infer Series extends string> } ? Readonly<Partial<Record<Series, number>>> : number

/** What the answers can be, as plain values; what is not known is absent. */
export type Answers = { readonly [Name in Exclude<GaugeCallbackName, 'build_info'>]?: Answer<Table[Name]> }

/**
 * What is asked for at each scrape. A gauge whose value is not known then resolves to undefined, and is
 * absent: neither 0 nor what it was.
 */
export type GaugeCallbacks = { readonly [Name in keyof Answers]-?: () => Answers[Name] | undefined | Promise<Answers[Name] | undefined> }

/** The labels of `build_info`. */
export interface Build {
  readonly version: string
  readonly node_version: string
}

/**
 * Puts every metric of the table into a registry. What was counted is copied over at each scrape, in one
 * go, so that scrapes at the same time do not disturb each other.
 */
export function fillRegistry (registry: { registerMetric: (metric: Metric) => void }, { meters, asked, build }: {
  meters: ReadMeters
  asked: GaugeCallbacks
  build: Build
}): void {
  for (const [name, row] of Object.entries<MetricRow>(METRICS)) registry.registerMetric(open(name as keyof Table, row))

  function open (name: keyof Table, row: MetricRow): Metric {
    const config: MetricConfig = { name: METRIC_PREFIX + name, help: row.help, labelNames: row.labels ?? [], registers: [] }
    if (name === 'build_info') return openAlwaysOne(config, build)
    if (name in asked) return openCallbackGauge(config, row, asked[name as keyof GaugeCallbacks])
    const read = <Value extends number | Counts>() => readMeter<Value>(row, meters[name as keyof ReadMeters] as Value)
    switch (row.type) {
      case 'counter': return openCounter(config, read)
      case 'gauge': return openGauge(config, read)
      case 'histogram': return new CountedHistogram({ ...config, buckets: row.buckets ?? [], read })
    }
  }
}

interface MetricConfig {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly registers: []
}

function openCounter (config: MetricConfig, read: () => ReadonlyArray<Sample<number>>): Metric {
  return new Counter({
    ...config,
    collect () {
      this.reset()
      for (const { labels, value } of read()) this.inc(labels, value)
    }
  })
}

function openGauge (config: MetricConfig, read: () => ReadonlyArray<Sample<number>>): Metric {
  return new Gauge({
    ...config,
    collect () {
      for (const { labels, value } of read()) this.set(labels, value)
    }
  })
}

function openCallbackGauge (config: MetricConfig, row: MetricRow, ask: GaugeCallbacks[keyof GaugeCallbacks]): Metric {
  return new Gauge({
    ...config,
    async collect () {
      for (const { labels, value } of readMeter<number | undefined>(row, await ask())) {
        if (value === undefined) this.remove(labels)
        else this.set(labels, value)
      }
    }
  })
}

function openAlwaysOne (config: MetricConfig, labels: Build): Metric {
  const gauge = new Gauge(config)
  gauge.set({ ...labels }, 1)
  return gauge
}
