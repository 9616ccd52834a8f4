import t from 'tap'
import { Fault } from '../../src/domain/fault.js'

t.test('a fault keeps its cause and says whether it can pass of itself', t => {
  const cause = new Error('reset')
  t.match(new Fault('STORE_UNREACHABLE', 'away', { cause }), { name: 'Fault', code: 'STORE_UNREACHABLE', message: 'away', cause, temporary: true })
  t.equal(new Fault('STORE_REFUSED', 'no', { temporary: false }).temporary, false)
  t.end()
})
