import t from 'tap'
import { aggregateGauges } from '../../../src/telemetry/exposition/aggregate-gauges.js'
import type { GaugeValues } from '../../../src/telemetry/exposition/register-metrics.js'

t.test('values of several processes are aggregated as the table says', async t => {
  let values: readonly GaugeValues[] = []
  const gauges = aggregateGauges(() => values)
  t.equal(await gauges.streams_active(), undefined, 'no process has a value')
  values = [
    { streams_active: 7, streams_known: 3, store_available: 1, store_subscribed: 1, connections_max: 16, memory_max_bytes: 512 },
    { streams_known: 5, store_available: 0, store_subscribed: 1, connections_max: 16, memory_max_bytes: 512 },
    { streams_active: 8 }
  ]
  t.equal(await gauges.streams_active(), 8, 'all read the same store, one a moment earlier')
  t.equal(await gauges.streams_known(), 8)
  t.equal(await gauges.store_available(), 0)
  t.equal(await gauges.store_subscribed(), 1)
  t.equal(await gauges.connections_max(), 32, 'each has its own')
  t.equal(await gauges.memory_max_bytes(), 512, 'they share one container')
})

t.test('the earliest expiry is used if workers have different certificates', async t => {
  const gauges = aggregateGauges(() => [
    { certificate_expiry_timestamp_seconds: { redis_ca: 3000, upstream_client: 500 } },
    { certificate_expiry_timestamp_seconds: { redis_ca: 2000 } },
    {}
  ])
  t.strictSame(JSON.parse(JSON.stringify(await gauges.certificate_expiry_timestamp_seconds())), { redis_ca: 2000, upstream_client: 500 }, 'what is configured nowhere is absent')
})
