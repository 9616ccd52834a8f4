import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Decision } from '../../../src/domain/gate/check-token.js'
import { QUEUE_FACTOR } from '../../../src/domain/gate/limit-concurrency.js'
import { isRefusal } from '../../../src/domain/refusal.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { allowed, openRules } from '../../fixtures/open-rules.js'

/** Lets responses of an embedded store arrive. */
const responses = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

t.test('a verified stream is allowed without a promise and without a lookup', async t => {
  const rules = openRules({ clock: holdClock() })
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  t.equal(known.viewer, 'ann')
  const { renew } = rules.store.calls
  for (let i = 0; i < 100; i++) t.equal(rules.check(token), known)
  t.equal(rules.store.calls.renew, renew)
  t.equal(rules.store.calls.find, 0)
})

t.test('concurrent requests share one lookup', async t => {
  const rules = openRules({ clock: holdClock() })
  const { token } = await rules.acquire()
  const decisions = await Promise.all(Array.from({ length: 500 }, (_, i) => rules.check(i % 2 === 0 ? token : token.toUpperCase())))
  t.ok(decisions.every(decision => !isRefusal(decision)))
  t.strictSame(rules.store.calls, { renew: 1, find: 0 })
})

t.test('a token in upper case or with another version digit is the same stream, known or not', async t => {
  const rules = openRules({ clock: holdClock() })
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token.toUpperCase()))
  t.equal(rules.check(token), known)
  t.equal(rules.check(token.toUpperCase()), known)
  t.equal(rules.check(token.slice(0, 14) + '1' + token.slice(15)), known)
  rules.memory.end(token, 'released', 0)
  t.match(rules.check(token.slice(0, 14) + '1' + token.slice(15)), { refused: 'token-unknown' })
})

t.test('verifying a stream for video renews it in the same round trip', async t => {
  const clock = holdClock()
  const rules = openRules({ clock })
  const { token } = await rules.acquire()
  clock.advance(20_000)
  await rules.check(token)
  t.equal((await rules.store.find(token))?.remainingMs, 30_000)
})

t.test('traffic renews a stream after a third of its life, with one renewal in flight', async t => {
  const clock = holdClock()
  const rules = openRules({ clock })
  const { token } = await rules.acquire()
  await rules.check(token)
  rules.store.calls.renew = 0

  clock.advance(9999)
  rules.check(token)
  t.equal(rules.store.calls.renew, 0)
  clock.advance(1)
  for (let i = 0; i < 50; i++) t.notOk(rules.check(token) instanceof Promise)
  t.equal(rules.store.calls.renew, 1)
  await responses()
  rules.check(token)
  t.equal(rules.store.calls.renew, 1)
  t.equal((await rules.store.find(token))?.remainingMs, 30_000)
})

t.test('the number of renewals depends on time, not on the number of requests', async t => {
  const clock = holdClock()
  const rules = openRules({ clock })
  const { token } = await rules.acquire()
  let refused = 0
  for (let i = 0; i < 10_000; i++) {
    if (isRefusal(await rules.check(token))) refused++
    await null
    clock.advance(10)
  }
  t.equal(refused, 0)
  // 100 s of traffic, a renewal every third of 30 s, and the first lookup.
  t.ok(rules.store.calls.renew <= 11, String(rules.store.calls.renew))
  t.equal(rules.store.calls.find, 0)
})

t.test('without implicit renewal, traffic never renews and a stream ends while it is in use', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, implicitRenewal: false })
  const { token } = await rules.acquire()
  for (let ms = 0; ms < 30_000; ms += 100) {
    t.notOk(isRefusal(await rules.check(token)), `allowed at ${ms}`)
    await responses()
    clock.advance(100)
  }
  t.match(await rules.check(token), { refused: 'token-unknown' })
  t.equal(rules.store.calls.renew, 0)
  t.ok(rules.store.calls.find < 50, String(rules.store.calls.find))
})

t.test('an unknown token is refused for a second without another lookup', async t => {
  const clock = holdClock()
  const rules = openRules({ clock })
  const token = randomUUID()
  t.match(await rules.check(token), { refused: 'token-unknown' })
  for (let i = 0; i < 10; i++) t.match(rules.check(token), { refused: 'token-unknown' })
  t.equal(rules.store.calls.renew, 1)
  clock.advance(1000)
  t.match(await rules.check(token), { refused: 'token-unknown' })
  t.equal(rules.store.calls.renew, 2)
})

t.test('a malformed token is refused without a lookup, and the refusal does not contain it', t => {
  const rules = openRules({ clock: holdClock() })
  for (const text of ['', 'secret-thing', 'x'.repeat(100_000), '__proto__']) {
    const decision = rules.check(text)
    t.match(decision, { refused: 'malformed', detail: /X-Stream-Token/ })
    t.notMatch(JSON.stringify(decision), 'secret-thing')
  }
  t.strictSame(rules.store.calls, { renew: 0, find: 0 })
  t.end()
})

t.test('a fault reaches all waiting requests and is not cached', async t => {
  const rules = openRules({ clock: holdClock() })
  const { token } = await rules.acquire()
  rules.store.unavailable = true
  const waiting = [rules.check(token), rules.check(token)]
  for (const decision of waiting) await t.rejects(Promise.resolve(decision), { name: 'Fault', code: 'STORE_UNREACHABLE' })
  t.equal(rules.store.calls.renew, 1)
  rules.store.unavailable = false
  t.notOk(isRefusal(await rules.check(token)))
})

t.test('a stream that ends while its lookup is in flight is refused', async t => {
  const rules = openRules({ clock: holdClock() })
  const { token } = await rules.acquire()
  let arrive = (): void => {}
  rules.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })
  const decision = rules.check(token)
  await responses()
  rules.memory.end(token, 'released', 0)
  arrive()
  t.match(await decision, { refused: 'token-unknown' })
  t.match(rules.check(token), { refused: 'token-unknown' })
})

t.test('while unsubscribed, a stream in use is looked up once a second, not with each request', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, subscription: () => ({ sinceMs: undefined, lostMs: -Infinity }) })
  const { token } = await rules.acquire()
  for (let ms = 0; ms < 10_000; ms += 10) {
    t.notOk(isRefusal(await rules.check(token)))
    clock.advance(10)
  }
  t.ok(rules.store.calls.renew >= 10 && rules.store.calls.renew <= 11, String(rules.store.calls.renew))
  await rules.store.release(token)
  clock.advance(1000)
  t.match(await rules.check(token), { refused: 'token-unknown' }, 'an end that was not published is detected after a second')
})

t.test('a stream that another gate has kept alive is found again after its cached decision expired', async t => {
  const clock = holdClock()
  const rules = openRules({ clock })
  const { token } = await rules.acquire()
  await rules.check(token)
  clock.advance(20_000)
  await rules.store.renew(token, 30)
  clock.advance(20_000)
  t.notOk(isRefusal(await rules.check(token)))
})

t.test('while the store is unavailable, a verified stream continues without a promise until its grace is over', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, outage: { mode: 'known', graceMs: 60_000 } })
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  rules.store.unavailable = true
  clock.advance(89_999)
  t.equal(rules.check(token), known)
  t.equal(rules.requestsAllowedInGrace(), 1)
  clock.advance(1)
  await t.rejects(Promise.resolve(rules.check(token)), { code: 'STORE_UNREACHABLE' })
  rules.store.unavailable = false
  t.match(await rules.check(token), { refused: 'token-unknown' }, 'the store is available again and decides')
})

t.test('an outage that is not detected yet costs one lookup and no request', async t => {
  const clock = holdClock()
  let known = true
  const rules = openRules({ clock, subscription: () => known ? { sinceMs: -Infinity, lostMs: -Infinity } : { sinceMs: undefined, lostMs: 0 } })
  const { token } = await rules.acquire()
  allowed(await rules.check(token))
  known = false
  clock.advance(5000)
  rules.store.failing = true
  const before = rules.store.calls.renew
  allowed(await rules.check(token))
  for (let i = 0; i < 10; i++) t.notOk(rules.check(token) instanceof Promise)
  t.equal(rules.store.calls.renew, before + 1)
})

t.test('in the mode deny, no stream continues without the store', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, outage: { mode: 'deny', graceMs: 0 } })
  const { token } = await rules.acquire()
  await rules.check(token)
  rules.store.unavailable = true
  clock.advance(30_000)
  await t.rejects(Promise.resolve(rules.check(token)), { code: 'STORE_UNREACHABLE' })
})

t.test('a flood of made-up tokens is refused; a verified stream, and one that needs another lookup, are not', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, lookupsMax: 2 })
  const [known, stale] = [await rules.acquire('ann'), await rules.acquire('bob')]
  allowed(await rules.check(stale.token))
  clock.advance(25_000)
  allowed(await rules.check(known.token))
  clock.advance(10_000)
  rules.store.calls.renew = 0
  let arrive = (): void => {}
  rules.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })

  const decisions = Array.from({ length: 100 }, () => rules.check(randomUUID()))
  const waiting = decisions.filter(decision => decision instanceof Promise)
  t.equal(waiting.length, 2 + 2 * QUEUE_FACTOR)
  t.ok(decisions.every(decision => decision instanceof Promise || (isRefusal(decision) && decision.refused === 'overloaded')))
  t.equal(rules.store.calls.renew, 2, 'no more lookups run concurrently')
  allowed(rules.check(known.token) as Decision)
  const again = rules.check(stale.token)
  t.equal(rules.store.calls.renew, 4, 'a renewal and the lookup of a known stream run immediately')

  arrive()
  t.match(await again, { refused: 'token-unknown' }, 'it had expired by then')
  for (const decision of waiting) t.match(await decision, { refused: 'token-unknown' })
  t.match(await rules.check(randomUUID()), { refused: 'token-unknown' }, 'and there are free slots again')
})

t.test('repeated requests with an ended token are throttled without a promise, however its stream ended', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, endedTokenRequests: 3 })
  const { token } = await rules.acquire()
  await rules.check(token)
  await rules.store.release(token)
  const refusals = Array.from({ length: 5 }, (_, i) => rules.check(i % 2 === 0 ? token : token.toUpperCase()))
  t.strictSame(refusals.map(decision => !(decision instanceof Promise) && isRefusal(decision) && decision.refused), ['token-unknown', 'token-unknown', 'token-unknown', 'too-many-refusals', 'too-many-refusals'])
  t.match(rules.lookUp(token), { refused: 'token-unknown' }, 'it is not throttled for others')
})

t.test('a throttled token causes no more lookups than the negative cache allows', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, endedTokenRequests: 3 })
  const token = randomUUID()
  const reasons = []
  for (let ms = 0; ms < 20_000; ms += 500) {
    const decision = await rules.check(token)
    reasons.push(isRefusal(decision) && decision.refused)
    clock.advance(500)
  }
  t.strictSame(reasons.slice(0, 4), ['token-unknown', 'token-unknown', 'token-unknown', 'too-many-refusals'])
  t.equal(reasons.lastIndexOf('token-unknown'), 2, 'lookups included')
  // At 0, 1, 2, 4, 8, 13 and 18 seconds.
  t.strictSame(rules.store.calls, { renew: 7, find: 0 })
})

t.test('a throttled token is allowed as soon as its stream is found alive', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, endedTokenRequests: 1 })
  const { token } = await rules.acquire()
  const stream = await rules.store.find(token)
  rules.memory.putNegative(token, 0)
  rules.check(token)
  t.match(rules.check(token), { refused: 'too-many-refusals' })
  clock.advance(1)
  rules.memory.put(stream!, 1)
  t.equal(allowed(await rules.check(token)).viewer, 'ann')
})
