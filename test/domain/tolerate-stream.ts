import t from 'tap'
import { tolerateStream } from '../../src/domain/tolerate-stream.js'
import { learnStream } from '../fixtures/learn-stream.js'

// Verified at 0, valid until 30 s.
const known = learnStream({ token: 'token', viewer: 'ann' })

t.test('what was verified plays on until the grace after its end is over', t => {
  const tolerates = tolerateStream({ mode: 'known', graceMs: 60_000 })
  t.equal(tolerates(known, 0), true)
  t.equal(tolerates(known, 89_999), true)
  t.equal(tolerates(known, 90_000), false)
  t.end()
})

t.test('deny tolerates nothing', t => {
  t.equal(tolerateStream({ mode: 'deny', graceMs: 60_000 })(known, 0), false)
  t.end()
})
