import t from 'tap'
import { exposeMetrics } from '../../../src/telemetry/exposition/expose-metrics.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { measureProcess } from '../../../src/telemetry/process/measure-process.js'
import { registerProcessMetrics } from '../../../src/telemetry/process/register-process-metrics.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'
import { runProcess } from '../../fixtures/run-process.js'

const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'

const meters = openMeters()
meters.acquires_total.granted += 2
meters.viewer_streams_at_acquire.observe(3)
meters.store_operation_seconds.find.observe(0.0004)
meters.upstream_response_seconds.observe(0.02)

let active: number | undefined = 4
const scrape = exposeMetrics({
  meters,
  gauges: { streams_active: async () => active, streams_known: () => 3, store_available: () => 0, failing_open: () => 0, store_subscribed: () => 0, connections_max: () => 16, requests_in_flight_max: () => 8, memory_max_bytes: () => 512, certificate_expiry_timestamp_seconds: () => ({ redis_ca: 2_000_000_000 }) },
  registerProcess: registerProcessMetrics(measureProcess()),
  version: '1.2.3',
  nodeVersion: process.version
})

t.test('the text format is the default, and strictly well-formed', async t => {
  const { contentType, body } = await scrape(undefined)
  t.equal(contentType, 'text/plain; version=0.0.4; charset=utf-8')
  const families = parseExposition(body, 'text')
  t.equal(families.get('streamgate_acquires_total')?.samples.get('streamgate_acquires_total{outcome="granted"}'), 2)
  t.equal(families.get('streamgate_streams_active')?.samples.get('streamgate_streams_active{}'), 4)
  t.equal(families.get('streamgate_streams_known')?.samples.get('streamgate_streams_known{}'), 3)
  t.equal(families.get('streamgate_store_available')?.samples.get('streamgate_store_available{}'), 0)
  t.equal(families.get('streamgate_store_subscribed')?.samples.get('streamgate_store_subscribed{}'), 0)
  t.same([...families.get('streamgate_build_info')?.samples ?? []], [[`streamgate_build_info{version="1.2.3",node_version="${process.version}"}`, 1]])
})

t.test('OpenMetrics is served if preferred, and strictly well-formed', async t => {
  const { contentType, body } = await scrape(OPEN_METRICS)
  t.equal(contentType, 'application/openmetrics-text; version=1.0.0; charset=utf-8')
  const families = parseExposition(body, 'openmetrics')
  t.equal(families.get('streamgate_acquires')?.samples.get('streamgate_acquires_total{outcome="granted"}'), 2)
})

t.test('concurrent scrapes in both formats do not disturb each other', async t => {
  const accepts = [OPEN_METRICS, undefined, OPEN_METRICS, undefined, undefined, OPEN_METRICS]
  const bodies = await Promise.all(accepts.map(async accept => ({ accept, ...await scrape(accept) })))
  const ours = new Map<string | undefined, string>()
  for (const { accept, body } of bodies) {
    parseExposition(body, accept === undefined ? 'text' : 'openmetrics')
    const lines = body.split('\n').filter(line => line.startsWith('streamgate_')).join('\n')
    t.equal(lines, ours.get(accept) ?? lines)
    ours.set(accept, lines)
  }
  t.equal(ours.get(undefined), ours.get(OPEN_METRICS), 'series have the same names in both')
})

t.test('unknown values are absent in both formats', async t => {
  t.teardown(() => { active = 4 })
  active = undefined
  for (const [accept, format] of [[undefined, 'text'], [OPEN_METRICS, 'openmetrics']] as const) {
    const families = parseExposition((await scrape(accept)).body, format)
    t.equal(families.get('streamgate_streams_active')?.samples.size, 0)
    t.equal(families.get('streamgate_streams_known')?.samples.size, 1)
  }
  active = 5
  t.match((await scrape(undefined)).body, /^streamgate_streams_active 5$/m)
})

// If promtool is not installed, the parser above checks the same rules.
const promtool = runProcess('promtool', ['--version']).status === 0
if (promtool) {
  t.test('promtool finds no problem', async t => {
    t.match(runProcess('promtool', ['check', 'metrics'], { input: (await scrape(undefined)).body }), { status: 0, stdout: '' })
  })
}
