import t from 'tap'
import { tolerateStream } from '../../../src/domain/outage/tolerate-stream.js'
import { learnStream } from '../../fixtures/learn-stream.js'

// Verified at 0, valid until 30 s.
const known = learnStream({ token: 'token', viewer: 'ann' })

t.test('what was verified plays on until the grace after its end is over', t => {
  const tolerates = tolerateStream({ mode: 'known', graceMs: 60_000, letGoMs: () => 29_999 })
  t.equal(tolerates(known, 0), true)
  t.equal(tolerates(known, 89_999), true)
  t.equal(tolerates(known, 90_000), false)
  t.end()
})

t.test('what had ended before the outage, and was let go of, does not', t => {
  t.equal(tolerateStream({ mode: 'known', graceMs: 60_000, letGoMs: () => 30_000 })(known, 30_001), false)
  t.end()
})

t.test('deny tolerates nothing', t => {
  t.equal(tolerateStream({ mode: 'deny', graceMs: 60_000, letGoMs: () => 0 })(known, 0), false)
  t.end()
})
