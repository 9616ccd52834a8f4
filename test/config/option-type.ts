import t from 'tap'
import { typeOf } from '../../src/config/option-type.js'

t.test('a text that is not allowed has no value and no reason of its own', async t => {
  const type = typeOf('an even digit', text => '02468'.includes(text) ? Number(text) : undefined)
  t.same(type.parse('0', () => ''), { value: 0 })
  t.same(type.parse('1', () => ''), { why: undefined })
  t.equal(type.allowed, 'an even digit')
})
