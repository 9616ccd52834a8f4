import { Counter, Gauge, type Metric } from 'prom-client'
import type { Counts } from '../metrics/histogram.js'
import type { ReadMeters } from '../metrics/meters.js'
import type { MetricRow } from '../metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../metrics/metrics-table.js'
import { readMeter, type Sample } from '../metrics/read-meter.js'
import { ConstHistogram } from './const-histogram.js'

type Table = typeof METRICS
type GaugeCallbackName = { [Name in keyof Table]: Table[Name] extends { callback: true } ? Name : never }[keyof Table]

/** A value, or for a gauge with labels the values of the known series. */
type GaugeValue<Row> = Row extends { series: ReadonlyArray<infer Series extends string> } ? Readonly<Partial<Record<Series, number>>> : number

/** The values of all gauges that have a callback, as plain values. Unknown values are absent. */
export type GaugeValues = { readonly [Name in Exclude<GaugeCallbackName, 'build_info'>]?: GaugeValue<Table[Name]> }

/**
 * Gauges that are read at each scrape. A callback that resolves to undefined leaves out its gauge: it is neither 0 nor
 * the previous value.
 */
export type GaugeCallbacks = { readonly [Name in keyof GaugeValues]-?: () => GaugeValues[Name] | undefined | Promise<GaugeValues[Name] | undefined> }

/** The labels of `build_info`. */
export interface Build {
  readonly version: string
  readonly node_version: string
}

/**
 * Adds all metrics of the table to a registry. Counted values are copied synchronously at each scrape, so that
 * concurrent scrapes do not disturb each other.
 */
export function registerMetrics (registry: { registerMetric: (metric: Metric) => void }, { meters, gauges, build }: {
  meters: ReadMeters
  gauges: GaugeCallbacks
  build: Build
}): void {
  for (const [name, row] of Object.entries<MetricRow>(METRICS)) registry.registerMetric(open(name as keyof Table, row))

  function open (name: keyof Table, row: MetricRow): Metric {
    const config: MetricConfig = { name: METRIC_PREFIX + name, help: row.help, labelNames: row.labels ?? [], registers: [] }
    if (name === 'build_info') return openInfo(config, build)
    if (name in gauges) return openCallbackGauge(config, row, gauges[name as keyof GaugeCallbacks])
    const read = <Value extends number | Counts>() => readMeter<Value>(row, meters[name as keyof ReadMeters] as Value)
    switch (row.type) {
      case 'counter': return openCounter(config, read)
      case 'gauge': return openGauge(config, read)
      case 'histogram': return new ConstHistogram({ ...config, buckets: row.buckets ?? [], read })
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

function openCallbackGauge (config: MetricConfig, row: MetricRow, callback: GaugeCallbacks[keyof GaugeCallbacks]): Metric {
  return new Gauge({
    ...config,
    async collect () {
      for (const { labels, value } of readMeter<number | undefined>(row, await callback())) {
        if (value === undefined) this.remove(labels)
        else this.set(labels, value)
      }
    }
  })
}

function openInfo (config: MetricConfig, labels: Build): Metric {
  const gauge = new Gauge(config)
  gauge.set({ ...labels }, 1)
  return gauge
}
