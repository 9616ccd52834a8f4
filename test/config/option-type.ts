import t from 'tap'
import { typeOf } from '../../src/config/option-type.js'

t.test('a text that is not understood has no value, and none of its own reasons', async t => {
  const type = typeOf('an even digit', text => '02468'.includes(text) ? Number(text) : undefined)
  t.same(type.read('0', () => ''), { value: 0 })
  t.same(type.read('1', () => ''), { why: undefined })
  t.equal(type.allowed, 'an even digit')
})
