import t from 'tap'
import { Fault, isStoreUnavailable } from '../../src/domain/fault.js'

t.test('a fault keeps its cause and says whether it can pass of itself', t => {
  const cause = new Error('reset')
  t.match(new Fault('STORE_UNREACHABLE', 'away', { cause }), { name: 'Fault', code: 'STORE_UNREACHABLE', message: 'away', cause, temporary: true })
  t.equal(new Fault('STORE_REFUSED', 'no', { temporary: false }).temporary, false)
  t.end()
})

t.test('no answer is one thing, an answer that says no another', async t => {
  t.equal(isStoreUnavailable(new Fault('STORE_UNREACHABLE', 'gone')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_TLS_FAILED', 'expired')), true)
  t.equal(isStoreUnavailable(new Fault('STORE_REFUSED', 'full')), false)
  t.equal(isStoreUnavailable(new Fault('UPSTREAM_TLS_FAILED', 'expired')), false)
  t.equal(isStoreUnavailable(Object.assign(new Error(), { code: 'STORE_UNREACHABLE' })), false)
})
