import fc from 'fast-check'
import t from 'tap'
import { jitterRenewal } from '../../../src/domain/renewal/jitter-renewal.js'

t.test('a client should renew well before its stream ends, and never immediately', t => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 86_400 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (expirySeconds, drawn) => {
    const seconds = jitterRenewal(expirySeconds, () => drawn)
    t.ok(seconds > 0 && seconds <= expirySeconds / 2, `${seconds} of ${expirySeconds}`)
  }))
  t.end()
})

t.test('the interval is a third of the expiry with a jitter of 25 %', t => {
  t.equal(jitterRenewal(30, () => 0.5), 10)
  t.equal(jitterRenewal(120, () => 0), 30)
  t.equal(jitterRenewal(120, () => 0.999999), 50)
  t.end()
})

t.test('the interval is whole seconds unless the expiry is too short for them', t => {
  t.equal(jitterRenewal(6, () => 0.2), 2)
  t.equal(jitterRenewal(30, () => 0.123), 8)
  t.equal(jitterRenewal(1, () => 0), 0.3)
  t.equal(jitterRenewal(3, () => 0.5), 1)
  t.end()
})
