import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeAcquire } from '../../../src/telemetry/observe/observe-acquire.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

function observed () {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  return { meters, gathered, observe: observeAcquire({ meters, events }) }
}

t.test('a granted stream passes through and is counted, with the number of streams of its viewer', async t => {
  const { meters, gathered, observe } = observed()
  const granted = { token: 'token', active: 2 }
  t.equal(await observe(async () => granted)({ viewer: 'ann' }), granted)
  t.equal(meters.acquires_total.granted, 1)
  t.equal(meters.viewer_streams_at_acquire.sum, 2)
  t.same(gathered, [['streamAcquired', { viewer: 'ann', token: 'token', active: 2, resumed: false }]])
})

t.test('a resumed stream is counted apart from a new one', async t => {
  const { meters, observe } = observed()
  await observe(async () => ({ token: 'token', active: 2, resumed: true }))({ viewer: 'ann', device: 'tv' })
  t.match(meters.acquires_total, { granted: 0, resumed: 1 })
})

t.test('a refusal passes through and is counted and logged by its reason', async t => {
  const { meters, gathered, observe } = observed()
  const refusal = { refused: 'limit-reached' } as const
  t.equal(await observe(async () => refusal)({ viewer: 'ann' }), refusal)
  await observe(async () => ({ refused: 'too-many-acquires', retryAfterSeconds: 1 }))({ viewer: 'bob' })
  await observe(async () => ({ refused: 'overloaded' }))({ viewer: 'cid' })
  t.match(meters.acquires_total, { limit_reached: 1, rate_limited: 1, overloaded: 1, granted: 0 })
  t.same(gathered, [
    ['streamRefused', { viewer: 'ann', reason: 'limit-reached' }],
    ['streamRefused', { viewer: 'bob', reason: 'too-many-acquires' }],
    ['streamRefused', { viewer: 'cid', reason: 'overloaded' }]
  ])
})

t.test('a fault is counted and passes through', async t => {
  const { meters, gathered, observe } = observed()
  const fault = new Fault('STORE_UNREACHABLE', 'no connection')
  await t.rejects(observe(() => Promise.reject(fault))({ viewer: 'ann' }), fault)
  t.equal(meters.acquires_total.store_unreachable, 1)
  t.same(gathered, [])
})
