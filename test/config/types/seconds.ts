import t from 'tap'
import { seconds } from '../../../src/config/types/seconds.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes a millisecond to a day', async t => {
  tryKind(t, seconds(), { understood: [['0.001', 0.001], ['1.5', 1.5], ['86400', 86_400]], refused: ['0', '0.0009', '86401', '5s', '5000ms'] })
})

t.test('takes 0 where it means something', async t => {
  tryKind(t, seconds('unlimited'), { understood: [['0', 0]], refused: ['-1'] })
})
