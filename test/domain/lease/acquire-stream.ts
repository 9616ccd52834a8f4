import t from 'tap'
import { acquireStream, type Granted } from '../../../src/domain/lease/acquire-stream.js'
import { isRefusal } from '../../../src/domain/refusal.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openRules } from '../../fixtures/open-rules.js'

function acquiring ({ limitAcquires = () => 0 }: { limitAcquires?: (viewer: string) => number } = {}) {
  const clock = holdClock()
  const rules = openRules({ clock })
  return { clock, rules, acquire: acquireStream({ ...rules, clock, limitAcquires, limit: 3, expirySeconds: 30 }) }
}

t.test('a viewer gets up to limit streams, with the number of its live streams', async t => {
  const { acquire } = acquiring()
  for (const active of [1, 2, 3]) t.match(await acquire({ viewer: 'ann' }), { active, resumed: false })
  t.strictSame(await acquire({ viewer: 'ann' }), { refused: 'limit-reached', limit: 3 })
  t.match(await acquire({ viewer: 'bob' }), { active: 1 })
})

t.test('three of fifty concurrent acquires are granted', async t => {
  const { acquire } = acquiring()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => acquire({ viewer: 'ann' })))
  t.equal(outcomes.filter(outcome => !isRefusal(outcome)).length, 3)
})

t.test('the first request for video on a new stream needs no lookup', async t => {
  const { acquire, rules } = acquiring()
  const { token } = await acquire({ viewer: 'ann' }) as Granted
  t.match(rules.check(token), { viewer: 'ann' })
  t.strictSame(rules.store.calls, { renew: 0, find: 0 })
})

t.test('a device that acquires again gets its own stream and no other slot', async t => {
  const { acquire } = acquiring()
  const first = await acquire({ viewer: 'ann', device: 'tv' })
  const again = await acquire({ viewer: 'ann', device: 'tv' })
  t.match(first, { resumed: false, active: 1 })
  t.strictSame(again, { ...first, resumed: true })
})

t.test('a slot becomes free when a stream expires', async t => {
  const { acquire, clock } = acquiring()
  for (let i = 0; i < 3; i++) await acquire({ viewer: 'ann' })
  clock.advance(30_000)
  t.match(await acquire({ viewer: 'ann' }), { active: 1 })
})

t.test('a viewer that acquires too often gets a delay, without a call of the store', async t => {
  const { acquire, rules } = acquiring({ limitAcquires: () => 7 })
  rules.store.unavailable = true
  t.strictSame(await acquire({ viewer: 'ann' }), { refused: 'too-many-acquires', retryAfterSeconds: 7 })
})

t.test('a fault of the store is rethrown', async t => {
  const { acquire, rules } = acquiring()
  rules.store.unavailable = true
  await t.rejects(acquire({ viewer: 'ann' }), { code: 'STORE_UNREACHABLE' })
})
