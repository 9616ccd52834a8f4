import t from 'tap'
import { isRefusal } from '../../src/domain/refusal.js'

t.test('a refusal is distinguished from any other outcome', t => {
  t.ok(isRefusal({ refused: 'internal' }))
  t.notOk(isRefusal({ token: 'x' }))
  t.notOk(isRefusal(undefined))
  t.end()
})
