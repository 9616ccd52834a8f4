import t from 'tap'
import { mergeMeters } from '../../../src/telemetry/metrics/merge-meters.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'

function count (times: number) {
  const meters = openMeters()
  for (let i = 0; i < times; i++) {
    meters.acquires_total.granted++
    meters.upstream_retries_total++
    meters.store_operation_seconds.find.observe(0.004)
    meters.viewer_streams_at_acquire.observe(2)
    meters.requests_in_flight++
  }
  return meters
}

t.test('counters and histograms are summed, series by series', async t => {
  const merged = mergeMeters({ live: [count(1), count(2)], exited: [count(4)] })
  t.equal(merged.acquires_total.granted, 7)
  t.equal(merged.acquires_total.limit_reached, 0)
  t.equal(merged.upstream_retries_total, 7)
  const { counts, sum } = merged.viewer_streams_at_acquire
  t.equal(sum, 14)
  t.same([...Array.from(counts)], [0, 7, 0, 0, 0, 0, 0, 0, 0, 0])
  t.equal(Array.from(merged.store_operation_seconds.find.counts).reduce((a, b) => a + b), 7)
  t.equal(Array.from(merged.store_operation_seconds.acquire.counts).reduce((a, b) => a + b), 0)
})

t.test('gauges exclude processes that have exited', async t => {
  t.equal(mergeMeters({ live: [count(1), count(2)], exited: [count(4)] }).requests_in_flight, 3)
})

t.test('without processes all series are zero', async t => {
  t.strictSame(mergeMeters({ live: [] }), mergeMeters({ live: [openMeters()] }))
  t.equal(mergeMeters({ live: [] }).acquires_total.granted, 0)
})

t.test('the result is a copy of plain values that can be sent to another process', async t => {
  const meters = count(3)
  const sent = mergeMeters({ live: [meters] })
  meters.acquires_total.granted++
  meters.viewer_streams_at_acquire.observe(1)
  t.equal(sent.acquires_total.granted, 3)
  t.strictSame(JSON.parse(JSON.stringify(sent)), sent)
  t.strictSame(mergeMeters({ live: [JSON.parse(JSON.stringify(sent))] }), sent)
})
