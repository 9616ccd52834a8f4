import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeRelease } from '../../../src/telemetry/observe/observe-release.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

const ASKED = { viewer: 'ann', token: 'token' }

function observed () {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  return { meters, gathered, observe: observeRelease({ meters, events }) }
}

t.test('a release is counted, and logged if there was a stream to release', async t => {
  const { meters, gathered, observe } = observed()
  t.same(await observe(async () => ({ released: true }))(ASKED), { released: true })
  t.same(await observe(async () => ({ released: false }))(ASKED), { released: false })
  t.match(meters.releases_total, { released: 1, unknown: 1 })
  t.same(gathered, [['streamReleased', ASKED]])
})

t.test('a refused release passes through and is not counted', async t => {
  const { meters, gathered, observe } = observed()
  const refusal = { refused: 'token-of-another-session' } as const
  t.equal(await observe(async () => refusal)(ASKED), refusal)
  t.equal(Object.values(meters.releases_total).reduce((a, b) => a + b), 0)
  t.same(gathered, [])
})

t.test('a fault is counted and passes through', async t => {
  const { meters, observe } = observed()
  const fault = new Fault('STORE_UNREACHABLE', 'no connection')
  await t.rejects(observe(() => Promise.reject(fault))(ASKED), fault)
  t.equal(meters.releases_total.store_unreachable, 1)
})
