import t from 'tap'
import { readEnded, writeEnded } from '../../../src/store/gates/ended-message.js'

const token = '01234567-89ab-4cde-8f01-23456789abcd'

t.test('reads what it wrote', t => {
  for (const reason of ['released', 'stopped', 'expired'] as const) t.same(readEnded(writeEnded({ token, reason })), { token, reason })
  t.end()
})

t.test('takes a reason it does not know for an end all the same', t => {
  t.same(readEnded(`discovered-later ${token}`), { token, reason: 'released' })
  t.end()
})

t.test('ignores what is not an end of a stream', t => {
  for (const message of ['', 'released', 'released ', 'hello world', token]) t.equal(readEnded(message), undefined)
  t.end()
})
