import t from 'tap'
import { oneOf } from '../../../src/config/types/one-of.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts its words, case-sensitive', async t => {
  const type = oneOf('info', 'warn', 'error')
  tryType(t, type, { accepted: [['info', 'info'], ['error', 'error']], refused: ['Info', 'inf', '', 'info '] })
  t.equal(type.allowed, 'info, warn or error')
})
