import t from 'tap'
import { parameterName } from '../../../src/config/types/parameter-name.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes what stands in a query as it is', async t => {
  tryKind(t, parameterName, { understood: [['stream_token', 'stream_token'], ['a-b.c~1', 'a-b.c~1']], refused: ['', 'a b', 'a=b', 'a&b', 'a%20', 'ä', 'a+'] })
})
