import t from 'tap'
import { orWord } from '../../../src/config/types/or-word.js'
import { wholeNumber } from '../../../src/config/types/whole-number.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts the word and the values of the other type', async t => {
  const type = orWord('auto', wholeNumber(1, 9))
  tryType(t, type, { accepted: [['auto', 'auto'], ['1', 1], ['9', 9]], refused: ['0', '10', 'AUTO', 'autos', ''] })
  t.equal(type.allowed, 'a whole number from 1 to 9, or auto')
})
