import t from 'tap'
import { acquireStream } from '../../../src/domain/lease/acquire-stream.js'
import { ASSUME_KNOWN_MAX } from '../../../src/domain/memory/stream-memory.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { allowed, openRules } from '../../fixtures/open-rules.js'

const MADE_UP = '00000000-0000-4000-8000-000000000000'
const responses = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

function open () {
  const clock = holdClock()
  const rules = openRules({ clock, outage: { mode: 'allow', graceMs: 60_000 } })
  const acquire = acquireStream({ ...rules, clock, limitAcquires: () => 0, limit: 3, expirySeconds: 30 })
  return { clock, rules, acquire }
}

t.test('while the store is unavailable, every token is allowed and every stream is granted without counting', async t => {
  const { clock, rules, acquire } = open()
  rules.store.unavailable = true
  const assumed = allowed(await rules.check(MADE_UP))
  t.equal(assumed.viewer, undefined, 'its viewer is unknown')
  for (let stream = 0; stream < 10; stream++) {
    const granted = await acquire({ viewer: 'ann' })
    if ('refused' in granted) throw new Error(granted.refused)
    t.strictSame(Object.keys(granted), ['token'])
    t.equal(allowed(await rules.check(granted.token)).viewer, 'ann')
  }
  clock.advance(600_000)
  t.equal(allowed(await rules.check(MADE_UP)), assumed, 'without an end')
  t.strictSame(rules.store.calls, { find: 0, renew: 0 })
})

t.test('the same holds while the store does not respond and the circuit is still closed', async t => {
  const { rules, acquire } = open()
  rules.store.failing = true
  t.equal(allowed(await rules.check(MADE_UP)).token, MADE_UP)
  t.notOk('refused' in await acquire({ viewer: 'ann' }))
})

t.test('when the store is available again, a made-up token is refused and its exchanges are aborted', async t => {
  const { clock, rules } = open()
  rules.store.unavailable = true
  const assumed = allowed(await rules.check(MADE_UP))
  const aborts: string[] = []
  rules.memory.attach(assumed, { abort: reason => { aborts.push(reason) }, hasProgressed: () => true, isProgressing: () => true })
  t.ok(rules.memory.unconfirmed.has(assumed))
  rules.store.unavailable = false
  rules.refresh(assumed, false)
  await responses()
  t.strictSame(aborts, ['expired'])
  t.match(await rules.check(MADE_UP), { refused: 'token-unknown' })
  clock.advance(10_000)
  t.match(await rules.check(MADE_UP), { refused: 'token-unknown' })
})

t.test('made-up tokens take bounded memory', async t => {
  const { rules } = open()
  rules.store.unavailable = true
  for (let index = 0; index < ASSUME_KNOWN_MAX; index++) rules.memory.assume(String(index), 0)
  await t.rejects(Promise.resolve(rules.check(MADE_UP)), { code: 'STORE_UNREACHABLE' })
  t.equal(rules.memory.size, ASSUME_KNOWN_MAX)
})

t.test('in any other mode nothing is assumed or granted', async t => {
  const clock = holdClock()
  const rules = openRules({ clock, outage: { mode: 'known', graceMs: 60_000 } })
  rules.store.unavailable = true
  await t.rejects(Promise.resolve(rules.check(MADE_UP)), { code: 'STORE_UNREACHABLE' })
  t.equal(rules.grantFailingOpen({ viewer: 'ann' }), undefined)
})
