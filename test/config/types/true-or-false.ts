import t from 'tap'
import { trueOrFalse } from '../../../src/config/types/true-or-false.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes the two words and guesses nothing', async t => {
  tryKind(t, trueOrFalse, { understood: [['true', true], ['false', false]], refused: ['1', '0', 'yes', 'no', 'TRUE', 'on', ''] })
})
