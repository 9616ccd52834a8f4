import t from 'tap'
import { wholeNumber } from '../../../src/config/types/whole-number.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts only digits within the range', async t => {
  tryType(t, wholeNumber(1, 1000), {
    accepted: [['1', 1], ['1000', 1000], ['007', 7]],
    refused: ['0', '1001', '', ' 3', '3 ', '+3', '-3', '3.0', '1e2', '0x10', 'three', '９', '9'.repeat(400)]
  })
})

t.test('describes the range and the unit', async t => {
  t.equal(wholeNumber(1, 9, 'seconds').allowed, 'a whole number of seconds from 1 to 9')
  t.equal(wholeNumber(0, 5).allowed, 'a whole number from 0 to 5')
})
