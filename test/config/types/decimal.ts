import t from 'tap'
import { decimal } from '../../../src/config/types/decimal.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts numbers with and without a fraction', async t => {
  tryType(t, decimal({ least: 0.5, most: 10 }), {
    accepted: [['0.5', 0.5], ['10', 10], ['2.25', 2.25]],
    refused: ['0', '0.4', '10.1', '.5', '5.', '1e1', '-1', '', 'Infinity', 'NaN', '1,5']
  })
})

t.test('accepts 0 in addition to the range if it has a meaning', async t => {
  tryType(t, decimal({ least: 0.5, most: 10, zero: 'unlimited' }), { accepted: [['0', 0], ['0.0', 0]], refused: ['0.4'] })
  t.equal(decimal({ least: 0.5, most: 10, unit: 'acquires', zero: 'unlimited' }).allowed,
    'a number of acquires from 0.5 to 10, fractions allowed; 0 is unlimited')
})
