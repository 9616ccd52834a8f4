import t from 'tap'
import { fieldToken } from '../../../src/config/types/field-token.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes a token of RFC 9110 and nothing that would break a field', async t => {
  tryKind(t, fieldToken, { understood: [['streamgate-edge.1', 'streamgate-edge.1'], ['!~', '!~']], refused: ['', 'a b', 'a,b', 'a:1', '(x)', 'a\r\nb', 'ä'] })
})
