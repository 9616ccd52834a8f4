import t from 'tap'
import { renewStream } from '../../../src/domain/lease/renew-stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { allowed, openRules } from '../../fixtures/open-rules.js'

function renewing () {
  const clock = holdClock()
  const rules = openRules({ clock, implicitRenewal: false })
  return { clock, rules, renew: renewStream({ ...rules, clock, expirySeconds: 30 }) }
}

t.test('a stream renewed in time stays alive, and requests for video need no lookup', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire()
  for (let i = 0; i < 5; i++) {
    clock.advance(29_000)
    t.strictSame(await renew({ viewer: 'ann', token }), { token, active: 1 })
  }
  t.match(rules.check(token), { validUntilMs: 5 * 29_000 + 30_000 })
})

t.test('a stream renewed too late has ended, and is refused without another lookup', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire()
  clock.advance(30_000)
  t.strictSame(await renew({ viewer: 'ann', token }), { refused: 'token-unknown' })
  t.match(rules.check(token), { refused: 'token-unknown' })
})

t.test('a renewal that is too late aborts the running responses of the stream', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  let aborts = 0
  rules.memory.attach(known, { abort: () => { aborts++ }, hasProgressed: () => false, isProgressing: () => false })
  clock.advance(30_000)
  await renew({ viewer: 'ann', token })
  t.equal(aborts, 1)
})

t.test('the token of another session is refused and its stream is not renewed', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire('bob')
  clock.advance(10_000)
  t.strictSame(await renew({ viewer: 'ann', token }), { refused: 'token-of-another-session' })
  t.equal((await rules.store.find(token))?.remainingMs, 20_000)
})

t.test('a fault of the store is rethrown', async t => {
  const { rules, renew } = renewing()
  const { token } = await rules.acquire()
  rules.store.unavailable = true
  await t.rejects(renew({ viewer: 'ann', token }), { code: 'STORE_UNREACHABLE' })
})

t.test('while the store is unavailable, renewing a stream in grace succeeds without changing its end', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  rules.store.unavailable = true
  clock.advance(89_999)
  t.strictSame(await renew({ viewer: 'ann', token }), { token })
  t.equal(known.validUntilMs, 30_000)
  clock.advance(1)
  await t.rejects(renew({ viewer: 'ann', token }), { code: 'STORE_UNREACHABLE' })
})

t.test('a page that keeps renewing an ended token causes no more lookups than players do', async t => {
  const { clock, rules, renew } = renewing()
  const { token } = await rules.acquire()
  await rules.store.release(token)
  for (let i = 0; i < 10; i++) t.strictSame(await renew({ viewer: 'ann', token }), { refused: 'token-unknown' })
  t.strictSame(rules.store.calls, { renew: 0, find: 0 }, 'a published end needs no lookup')
  clock.advance(30_000)
  for (let i = 0; i < 10; i++) t.strictSame(await renew({ viewer: 'ann', token }), { refused: 'token-unknown' })
  t.strictSame(rules.store.calls, { renew: 1, find: 0 })
})
