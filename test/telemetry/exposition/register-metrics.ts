import { Registry } from 'prom-client'
import t from 'tap'
import { registerMetrics } from '../../../src/telemetry/exposition/register-metrics.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import type { MetricRow } from '../../../src/telemetry/metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../../../src/telemetry/metrics/metrics-table.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'

const gauges = { streams_active: () => 4, streams_known: () => 3, store_available: () => 1, failing_open: () => 0, store_subscribed: () => 1, connections_max: () => 16, requests_in_flight_max: () => 8, memory_max_bytes: () => 512, certificate_expiry_timestamp_seconds: () => ({ redis_ca: 2_000_000_000 }) }
const build = { version: '1.2.3', node_version: 'v20' }

t.test('every metric of the table is exposed under its type and help', async t => {
  const registry = new Registry()
  registerMetrics(registry, { meters: openMeters(), gauges, build })
  const families = parseExposition(await registry.metrics(), 'text')
  t.same([...families.keys()], Object.keys(METRICS).map(name => METRIC_PREFIX + name))
  for (const [name, { type, help }] of Object.entries<MetricRow>(METRICS)) t.match(families.get(METRIC_PREFIX + name), { type, help })
})

t.test('values are read at each scrape', async t => {
  const registry = new Registry()
  const meters = openMeters()
  registerMetrics(registry, { meters, gauges, build })
  meters.bytes_total.to_client += 5
  meters.tunnels_open = 2
  await registry.metrics()
  meters.bytes_total.to_client += 5
  meters.tunnels_open--
  const families = parseExposition(await registry.metrics(), 'text')
  t.equal(families.get('streamgate_bytes_total')?.samples.get('streamgate_bytes_total{direction="to_client"}'), 10)
  t.equal(families.get('streamgate_tunnels_open')?.samples.get('streamgate_tunnels_open{}'), 1)
})

t.test('a gauge with labels exposes the known series', async t => {
  const registry = new Registry()
  let ends: { redis_ca?: number, upstream_client?: number } = { redis_ca: 2_000_000_000, upstream_client: 1_900_000_000 }
  registerMetrics(registry, { meters: openMeters(), gauges: { ...gauges, certificate_expiry_timestamp_seconds: () => ends }, build })
  const scrape = async () => Object.fromEntries(parseExposition(await registry.metrics(), 'text').get('streamgate_certificate_expiry_timestamp_seconds')?.samples ?? [])
  const ofRedis = 'streamgate_certificate_expiry_timestamp_seconds{certificate="redis_ca"}'
  t.same(await scrape(), { [ofRedis]: 2_000_000_000, 'streamgate_certificate_expiry_timestamp_seconds{certificate="upstream_client"}': 1_900_000_000 })
  ends = { redis_ca: 2_000_000_001 }
  t.same(await scrape(), { [ofRedis]: 2_000_000_001 })
})

t.test('a gauge without a value is absent until it has one', async t => {
  const registry = new Registry()
  let active: number | undefined = 4
  registerMetrics(registry, { meters: openMeters(), gauges: { ...gauges, streams_active: async () => active }, build })
  const scrape = async () => parseExposition(await registry.metrics(), 'text').get('streamgate_streams_active')?.samples.get('streamgate_streams_active{}')
  t.equal(await scrape(), 4)
  active = undefined
  t.equal(await scrape(), undefined)
  active = 0
  t.equal(await scrape(), 0)
})
