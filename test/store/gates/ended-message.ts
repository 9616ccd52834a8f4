import t from 'tap'
import { readEnded, writeEnded } from '../../../src/store/gates/ended-message.js'

const token = '01234567-89ab-4cde-8f01-23456789abcd'

t.test('parses what it has formatted', t => {
  for (const reason of ['released', 'stopped', 'expired'] as const) t.same(readEnded(writeEnded({ token, reason })), { token, reason })
  t.end()
})

t.test('treats an unknown reason as a release', t => {
  t.same(readEnded(`discovered-later ${token}`), { token, reason: 'released' })
  t.end()
})

t.test('ignores messages that are not ended streams', t => {
  for (const message of ['', 'released', 'released ', 'hello world', token]) t.equal(readEnded(message), undefined)
  t.end()
})
