import t from 'tap'
import { trueOrFalse } from '../../../src/config/types/true-or-false.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts only the two words', async t => {
  tryType(t, trueOrFalse, { accepted: [['true', true], ['false', false]], refused: ['1', '0', 'yes', 'no', 'TRUE', 'on', ''] })
})
