import t from 'tap'
import { describeMetrics } from '../../../src/telemetry/exposition/describe-metrics.js'
import type { MetricRow } from '../../../src/telemetry/metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../../../src/telemetry/metrics/metrics-table.js'

t.test('every metric is described with its help and every value of its labels', async t => {
  const page = describeMetrics()
  for (const [name, { help, series = [] }] of Object.entries<MetricRow>(METRICS)) {
    const from = page.indexOf(`### ${METRIC_PREFIX}${name}\n`)
    t.not(from, -1, name)
    const section = page.slice(from, page.indexOf('###', from + 3) === -1 ? undefined : page.indexOf('###', from + 3))
    t.ok(section.includes(help), name)
    for (const value of series.flatMap(key => key.split(' '))) t.ok(section.includes(`\`${value}\``), `${name} ${value}`)
  }
})

t.test('the page explains how to aggregate the live streams over gates', async t => {
  t.match(describeMetrics(), /streams_active[^#]*max\(\)/)
})
