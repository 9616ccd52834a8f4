import t from 'tap'
import { orWord } from '../../../src/config/types/or-word.js'
import { wholeNumber } from '../../../src/config/types/whole-number.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes the word, and else what the kind takes', async t => {
  const kind = orWord('auto', wholeNumber(1, 9))
  tryKind(t, kind, { understood: [['auto', 'auto'], ['1', 1], ['9', 9]], refused: ['0', '10', 'AUTO', 'autos', ''] })
  t.equal(kind.allowed, 'a whole number from 1 to 9, or auto')
})
