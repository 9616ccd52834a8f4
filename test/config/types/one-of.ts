import t from 'tap'
import { oneOf } from '../../../src/config/types/one-of.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes its words as they are spelled', async t => {
  const kind = oneOf('info', 'warn', 'error')
  tryKind(t, kind, { understood: [['info', 'info'], ['error', 'error']], refused: ['Info', 'inf', '', 'info '] })
  t.equal(kind.allowed, 'info, warn or error')
})
