import t from 'tap'
import { Fault } from '../../src/domain/fault.js'
import { isStoreAway } from '../../src/domain/is-store-away.js'

t.test('no answer is one thing, an answer that says no another', async t => {
  t.equal(isStoreAway(new Fault('STORE_UNREACHABLE', 'gone')), true)
  t.equal(isStoreAway(new Fault('STORE_TLS_FAILED', 'expired')), true)
  t.equal(isStoreAway(new Fault('STORE_REFUSED', 'full')), false)
  t.equal(isStoreAway(new Fault('UPSTREAM_TLS_FAILED', 'expired')), false)
  t.equal(isStoreAway(Object.assign(new Error(), { code: 'STORE_UNREACHABLE' })), false)
})
