import t from 'tap'
import { Fault, isStoreUnavailable } from '../../src/domain/fault.js'

t.test('a fault has a cause and is temporary or not', t => {
  const cause = new Error('reset')
  t.match(new Fault('STORE_UNREACHABLE', 'unavailable', { cause }), { name: 'Fault', code: 'STORE_UNREACHABLE', message: 'unavailable', cause, temporary: true })
  t.equal(new Fault('STORE_REFUSED', 'no', { temporary: false }).temporary, false)
  t.end()
})

t.test('the store is unavailable when it does not respond, not when it replies with an error', async t => {
  t.equal(isStoreUnavailable(new Fault('STORE_UNREACHABLE', 'gone')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_TLS_FAILED', 'expired')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_REFUSED', 'full')), false)
  t.equal(isStoreUnavailable(new Fault('UPSTREAM_TLS_FAILED', 'expired')), false)
  t.equal(isStoreUnavailable(Object.assign(new Error(), { code: 'STORE_UNREACHABLE' })), false)
})
