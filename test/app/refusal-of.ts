import t from 'tap'
import { refusalOf } from '../../src/app/refusal-of.js'
import { Fault } from '../../src/domain/fault.js'

t.test('a fault of the store is reported to the client as such, any other error as internal', async t => {
  const faults: unknown[] = []
  const toRefusal = refusalOf(error => { faults.push(error) })
  const errors = [new Fault('STORE_UNREACHABLE', 'no response'), new Fault('STORE_TLS_FAILED', 'expired'), new Fault('STORE_REFUSED', 'OOM'), new Fault('UPSTREAM_BROKEN', 'truncated'), new Error('bug'), 'thrown text']
  t.same(errors.map(error => toRefusal(error).refused), ['store-unreachable', 'store-unreachable', 'store-unreachable', 'internal', 'internal', 'internal'])
  t.same(faults, errors, 'each is logged once')
})
