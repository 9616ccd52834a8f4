import t from 'tap'
import { allowInGrace } from '../../../src/domain/outage/allow-in-grace.js'
import { verifiedStream } from '../../fixtures/verified-stream.js'

// Verified at 0, valid until 30 s.
const known = verifiedStream({ token: 'token', viewer: 'ann' })

t.test('in the mode known, a verified stream continues until the grace after its expiry is over', t => {
  const allowsInGrace = allowInGrace({ mode: 'known', graceMs: 60_000, watermarkMs: () => 29_999 })
  t.equal(allowsInGrace(known, 0), true)
  t.equal(allowsInGrace(known, 89_999), true)
  t.equal(allowsInGrace(known, 90_000), false)
  t.end()
})

t.test('a stream that expired before the watermark does not continue', t => {
  t.equal(allowInGrace({ mode: 'known', graceMs: 60_000, watermarkMs: () => 30_000 })(known, 30_001), false)
  t.end()
})

t.test('in the mode deny, no stream continues', t => {
  t.equal(allowInGrace({ mode: 'deny', graceMs: 60_000, watermarkMs: () => 0 })(known, 0), false)
  t.end()
})
