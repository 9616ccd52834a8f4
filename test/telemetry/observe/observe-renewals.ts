import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeRenewals } from '../../../src/telemetry/observe/observe-renewals.js'

const stream = { token: 'token', viewer: 'ann', remainingMs: 30_000 }

t.test('renewals are counted by source and outcome', async t => {
  const meters = openMeters()
  const renewed = { stream, active: 1 }
  const store = { renew: async (token: string) => token === 'token' ? renewed : undefined, find: async () => stream }
  const endpoint = observeRenewals({ meters, by: 'endpoint' })(store)
  const traffic = observeRenewals({ meters, by: 'traffic' })(store)
  t.equal(await endpoint.renew('token', 30), renewed)
  t.equal(await traffic.renew('other', 30), undefined)
  t.match(meters.renewals_total, { 'endpoint renewed': 1, 'endpoint unknown': 0, 'traffic renewed': 0, 'traffic unknown': 1 })
})

t.test('a lookup of a stream is no renewal', async t => {
  const meters = openMeters()
  const store = observeRenewals({ meters, by: 'traffic' })({ renew: async () => undefined, find: async () => stream })
  t.equal(await store.find('token'), stream)
  t.equal(Object.values(meters.renewals_total).reduce((a, b) => a + b), 0)
})

t.test('a fault is counted and passes through', async t => {
  const meters = openMeters()
  const fault = new Fault('STORE_UNREACHABLE', 'no connection')
  const store = observeRenewals({ meters, by: 'traffic' })({ renew: () => Promise.reject(fault), find: async () => stream })
  await t.rejects(store.renew('token', 30), fault)
  t.equal(meters.renewals_total['traffic store_unreachable'], 1)
})
