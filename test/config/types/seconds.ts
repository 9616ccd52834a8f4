import t from 'tap'
import { seconds } from '../../../src/config/types/seconds.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts one millisecond to one day', async t => {
  tryType(t, seconds(), { accepted: [['0.001', 0.001], ['1.5', 1.5], ['86400', 86_400]], refused: ['0', '0.0009', '86401', '5s', '5000ms'] })
})

t.test('accepts 0 if it has a meaning', async t => {
  tryType(t, seconds('unlimited'), { accepted: [['0', 0]], refused: ['-1'] })
})
