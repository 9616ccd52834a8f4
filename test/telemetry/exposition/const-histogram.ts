import { Registry } from 'prom-client'
import t from 'tap'
import { ConstHistogram } from '../../../src/telemetry/exposition/const-histogram.js'
import { openHistogram } from '../../../src/telemetry/metrics/histogram.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'

t.test('counts from elsewhere are exposed with cumulative buckets, sum and count', async t => {
  const histogram = openHistogram([0.5, 1, 2])
  for (const value of [0.1, 0.7, 1, 1.5, 9]) histogram.observe(value)
  const registry = new Registry()
  registry.registerMetric(new ConstHistogram({
    name: 'test_seconds',
    help: 'A test.',
    labelNames: ['operation'],
    buckets: [0.5, 1, 2],
    read: () => [{ labels: { operation: 'find' }, value: histogram }]
  }))

  const family = parseExposition(await registry.metrics(), 'text').get('test_seconds')
  t.same([...family?.samples ?? []], [
    ['test_seconds_bucket{operation="find",le="0.5"}', 1],
    ['test_seconds_bucket{operation="find",le="1.0"}', 3],
    ['test_seconds_bucket{operation="find",le="2.0"}', 4],
    ['test_seconds_bucket{operation="find",le="+Inf"}', 5],
    ['test_seconds_sum{operation="find"}', 12.3],
    ['test_seconds_count{operation="find"}', 5]
  ])
})
