import { Registry, type OpenMetricsContentType } from 'prom-client'
import t from 'tap'
import { ConstMetric } from '../../../src/telemetry/process/const-metric.js'
import type { MetricFamily } from '../../../src/telemetry/process/metric-family.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'

const FAMILIES: readonly MetricFamily[] = [
  { name: 'a_seconds_total', type: 'counter', samples: [{ labels: {}, value: 1.5 }] },
  { name: 'b_bytes', type: 'gauge', samples: [{ labels: { space: 'new' }, value: 2 }, { labels: { space: 'old' }, value: 3 }] },
  {
    name: 'c_seconds',
    type: 'histogram',
    samples: [
      { metricName: 'c_seconds_bucket', labels: { le: 1 }, value: 1 },
      { metricName: 'c_seconds_bucket', labels: { le: '+Inf' }, value: 2 },
      { metricName: 'c_seconds_sum', labels: {}, value: 4 },
      { metricName: 'c_seconds_count', labels: {}, value: 2 }
    ]
  }
]

t.test('counters, gauges and histograms are exposed in both formats as they were measured', async t => {
  for (const format of ['text', 'openmetrics'] as const) {
    const registry = new Registry<OpenMetricsContentType>()
    if (format === 'openmetrics') registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    for (const { samples, ...described } of FAMILIES) registry.registerMetric(new ConstMetric({ ...described, help: 'help', read: async () => samples }))
    for (const scrape of ['first', 'second']) {
      const families = parseExposition(await registry.metrics(), format)
      t.same([...families.values()].map(({ type }) => type), ['counter', 'gauge', 'histogram'], scrape)
      const samples = Object.fromEntries([...families.values()].flatMap(family => [...family.samples]))
      t.same(samples, {
        'a_seconds_total{}': 1.5,
        'b_bytes{space="new"}': 2,
        'b_bytes{space="old"}': 3,
        'c_seconds_bucket{le="1"}': 1,
        'c_seconds_bucket{le="+Inf"}': 2,
        'c_seconds_sum{}': 4,
        'c_seconds_count{}': 2
      }, format)
    }
  }
})
