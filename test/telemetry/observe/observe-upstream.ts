import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import type { UpstreamObserver } from '../../../src/ports/upstream-observer.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeUpstream } from '../../../src/telemetry/observe/observe-upstream.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

t.test('events of the proxy are counted', async t => {
  const meters = openMeters()
  const observer: UpstreamObserver = observeUpstream({ meters, ...gatherEvents() })
  observer.headersReceived(0.25)
  observer.retried()
  observer.redispatched()
  observer.bytesToClient(1000)
  observer.bytesToClient(24)
  observer.bytesToUpstream(7)
  observer.failed(new Fault('UPSTREAM_TOO_SLOW', 'no response in time'), 'r1', 'no response from the upstream')
  t.equal(meters.upstream_response_seconds.sum, 0.25)
  t.equal(meters.upstream_retries_total, 1)
  t.equal(meters.upstream_redispatches_total, 1)
  t.same(meters.bytes_total, { to_client: 1024, to_upstream: 7 })
  t.equal(meters.upstream_failures_total.UPSTREAM_TOO_SLOW, 1)
})

t.test('requests in flight, tunnels and pending requests are gauges', async t => {
  const meters = openMeters()
  const observer = observeUpstream({ meters, ...gatherEvents() })
  observer.exchangeOpened()
  observer.exchangeOpened()
  observer.tunnelOpened()
  observer.pendingBegun()
  t.match(meters, { requests_in_flight: 2, tunnels_open: 1, upstream_requests_pending: 1 })
  observer.exchangeClosed()
  observer.tunnelClosed()
  observer.pendingEnded()
  t.match(meters, { requests_in_flight: 1, tunnels_open: 0, upstream_requests_pending: 0 })
})

t.test('a fault of another room creates no metric series', async t => {
  const meters = openMeters()
  const series = Object.keys(meters.upstream_failures_total)
  observeUpstream({ meters, ...gatherEvents() }).failed(new Fault('STORE_REFUSED', 'refused'), 'r1', 'no response from the upstream')
  t.same(Object.keys(meters.upstream_failures_total), series)
})

t.test('a failure is logged with its fault, request id and outcome', async t => {
  const { events, gathered } = gatherEvents()
  const error = new Fault('UPSTREAM_BROKEN', 'connection reset')
  observeUpstream({ meters: openMeters(), events }).failed(error, 'r1', 'response aborted')
  t.same(gathered, [['upstreamFailed', { error, requestId: 'r1', outcome: 'response aborted' }]])
})

t.test('ejections and readmissions are counted and logged', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const observer = observeUpstream({ meters, events })
  const error = new Error('refused')
  observer.ejected('http://one:80', error)
  observer.ejected('http://two:80', error)
  observer.readmitted('http://one:80', 10_000.4)
  t.match(meters, { upstream_ejections_total: 2, upstreams_ejected: 1 })
  t.same(gathered, [
    ['upstreamEjected', { upstream: 'http://one:80', error }],
    ['upstreamEjected', { upstream: 'http://two:80', error }],
    ['upstreamReadmitted', { upstream: 'http://one:80', ejectedMs: 10_000 }]
  ])
})
