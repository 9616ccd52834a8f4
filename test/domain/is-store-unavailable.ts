import t from 'tap'
import { Fault } from '../../src/domain/fault.js'
import { isStoreUnavailable } from '../../src/domain/is-store-unavailable.js'

t.test('no answer is one thing, an answer that says no another', async t => {
  t.equal(isStoreUnavailable(new Fault('STORE_UNREACHABLE', 'gone')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_TLS_FAILED', 'expired')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_REFUSED', 'full')), false)
  t.equal(isStoreUnavailable(new Fault('UPSTREAM_TLS_FAILED', 'expired')), false)
  t.equal(isStoreUnavailable(Object.assign(new Error(), { code: 'STORE_UNREACHABLE' })), false)
})
