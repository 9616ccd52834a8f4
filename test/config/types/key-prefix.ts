import t from 'tap'
import { keyPrefix } from '../../../src/config/types/key-prefix.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes visible text that puts no hash tag into keys', async t => {
  tryKind(t, keyPrefix, {
    understood: [['streamgate:', 'streamgate:'], ['a|b~', 'a|b~'], ['x'.repeat(64), 'x'.repeat(64)]],
    refused: ['', 'a b', '{a}', 'a{', 'a}', 'é', 'x'.repeat(65)]
  })
})
