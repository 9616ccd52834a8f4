import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import type { UpstreamObserver } from '../../../src/ports/upstream-observer.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeUpstream } from '../../../src/telemetry/observe/observe-upstream.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

t.test('what is told is counted', async t => {
  const meters = openMeters()
  const observer: UpstreamObserver = observeUpstream({ meters, ...gatherEvents() })
  observer.headArrived(0.25)
  observer.retried()
  observer.moved()
  observer.bytesToClient(1000)
  observer.bytesToClient(24)
  observer.bytesToUpstream(7)
  observer.failed('UPSTREAM_TOO_SLOW')
  t.equal(meters.upstream_response_seconds.sum, 0.25)
  t.equal(meters.upstream_retries_total, 1)
  t.equal(meters.upstream_redispatches_total, 1)
  t.same(meters.bytes_total, { to_client: 1024, to_upstream: 7 })
  t.equal(meters.upstream_failures_total.UPSTREAM_TOO_SLOW, 1)
})

t.test('what is open is counted until it closes', async t => {
  const meters = openMeters()
  const observer = observeUpstream({ meters, ...gatherEvents() })
  observer.exchangeOpened()
  observer.exchangeOpened()
  observer.tunnelOpened()
  observer.waitBegun()
  t.match(meters, { requests_in_flight: 2, tunnels_open: 1, upstream_requests_pending: 1 })
  observer.exchangeClosed()
  observer.tunnelClosed()
  observer.waitEnded()
  t.match(meters, { requests_in_flight: 1, tunnels_open: 0, upstream_requests_pending: 0 })
})

t.test('a fault that is not of the upstream opens no series', async t => {
  const meters = openMeters()
  const series = Object.keys(meters.upstream_failures_total)
  observeUpstream({ meters, ...gatherEvents() }).failed('STORE_REFUSED')
  t.same(Object.keys(meters.upstream_failures_total), series)
})

t.test('why it failed is logged', async t => {
  const { events, gathered } = gatherEvents()
  const err = new Fault('UPSTREAM_BROKEN', 'broke off')
  observeUpstream({ meters: openMeters(), events }).warn({ err, requestId: 'r1' }, 'broke a response off')
  t.same(gathered, [['upstreamFailed', { error: err, requestId: 'r1', outcome: 'broke a response off' }]])
})

t.test('an upstream that is lost, and back, is counted and logged', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const observer = observeUpstream({ meters, events })
  const error = new Error('refused')
  observer.lost('http://one:80', error)
  observer.lost('http://two:80', error)
  observer.back('http://one:80', 10_000.4)
  t.match(meters, { upstream_ejections_total: 2, upstreams_ejected: 1 })
  t.same(gathered, [
    ['upstreamEjected', { upstream: 'http://one:80', error }],
    ['upstreamEjected', { upstream: 'http://two:80', error }],
    ['upstreamReadmitted', { upstream: 'http://one:80', awayMs: 10_000 }]
  ])
})
