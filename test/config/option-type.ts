import t from 'tap'
import { typeOf } from '../../src/config/option-type.js'

t.test('a text that is not understood has no value, and none of its own reasons', async t => {
  const kind = typeOf('an even digit', text => '02468'.includes(text) ? Number(text) : undefined)
  t.same(kind.read('0', () => ''), { value: 0 })
  t.same(kind.read('1', () => ''), { why: undefined })
  t.equal(kind.allowed, 'an even digit')
})
