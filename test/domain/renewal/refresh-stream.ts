import t from 'tap'
import { RETRY_AFTER_FAULT_MS } from '../../../src/domain/renewal/refresh-stream.js'
import type { EndReason } from '../../../src/domain/stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { allowed, openRules } from '../../fixtures/open-rules.js'

const responses = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

async function start () {
  const clock = holdClock()
  const rules = openRules({ clock })
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  const aborts: EndReason[] = []
  rules.memory.attach(known, { abort: reason => { aborts.push(reason) }, hasProgressed: () => false, isProgressing: () => false })
  rules.store.calls.renew = 0
  return { clock, rules, token, known, aborts }
}

t.test('renewing extends the stream in the store and its cached decision', async t => {
  const { clock, rules, known, token } = await start()
  clock.advance(12_000)
  rules.refresh(known, true)
  await responses()
  t.equal(known.validUntilMs, 42_000)
  t.equal((await rules.store.find(token))?.remainingMs, 30_000)
})

t.test('a lookup changes nothing in the store', async t => {
  const { clock, rules, known } = await start()
  clock.advance(12_000)
  rules.refresh(known, false)
  await responses()
  t.equal(known.validUntilMs, 30_000)
  t.strictSame(rules.store.calls, { renew: 0, find: 1 })
})

t.test('at most one lookup of a stream is in flight', async t => {
  const { rules, known } = await start()
  for (let i = 0; i < 10; i++) rules.refresh(known, i % 2 === 0)
  t.strictSame(rules.store.calls, { renew: 1, find: 0 })
  await responses()
  rules.refresh(known, true)
  t.equal(rules.store.calls.renew, 2)
})

t.test('a stream that the store does not know any more ends here, and its exchanges are aborted', async t => {
  const { clock, rules, known, token, aborts } = await start()
  clock.advance(30_000)
  rules.refresh(known, true)
  await responses()
  t.strictSame(aborts, ['expired'])
  t.match(rules.check(token), { refused: 'token-unknown' })
})

t.test('after a fault the cached decision is kept, with a backoff of a second', async t => {
  const { clock, rules, known, token, aborts } = await start()
  rules.store.unavailable = true
  clock.advance(12_000)
  rules.refresh(known, true)
  await responses()
  t.equal(rules.faults.length, 1)
  t.strictSame(aborts, [])
  t.equal(rules.check(token), known)

  clock.advance(RETRY_AFTER_FAULT_MS - 1)
  rules.refresh(known, true)
  rules.refresh(known, false)
  t.strictSame(rules.store.calls, { renew: 1, find: 0 })
  rules.store.unavailable = false
  clock.advance(1)
  rules.refresh(known, true)
  await responses()
  t.equal(known.validUntilMs, 43_000)
})

t.test('while the store is unavailable, running exchanges are aborted when the grace is over', async t => {
  const { clock, rules, known, aborts } = await start()
  rules.store.unavailable = true
  clock.advance(89_999)
  rules.refresh(known, false)
  await responses()
  t.strictSame(aborts, [])
  clock.advance(1000)
  rules.refresh(known, false)
  await responses()
  t.strictSame(aborts, ['expired'])
})

t.test('a lookup renews a stream whose renewal is overdue, if it was in use within one expiry', async t => {
  const { clock, rules, known } = await start()
  clock.advance(29_000)
  known.usedAtMs = 28_000
  rules.refresh(known, false)
  await responses()
  t.equal(known.validUntilMs, 59_000)
  clock.advance(1000)
  rules.refresh(known, false)
  await responses()
  t.strictSame(rules.store.calls, { renew: 1, find: 1 })
})
