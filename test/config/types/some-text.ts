import t from 'tap'
import { someText } from '../../../src/config/types/some-text.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes any line of text but an empty one', async t => {
  tryKind(t, someText, { understood: [['x', 'x'], [' a b ', ' a b '], ['ключ', 'ключ']], refused: ['', 'a\nb', 'a\0b'] })
})
