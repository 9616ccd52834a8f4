import { randomUUID } from 'node:crypto'
import t from 'tap'
import { releaseStream } from '../../../src/domain/lease/release-stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openRules } from '../../fixtures/open-rules.js'

function releasing () {
  const clock = holdClock()
  // This gate receives no ended streams, so that only its own release affects it.
  const rules = openRules({ clock, subscription: () => ({ sinceMs: 0, lostMs: -Infinity }) })
  return { rules, release: releaseStream({ ...rules, clock }) }
}

t.test('a released stream is refused without a lookup', async t => {
  const { rules, release } = releasing()
  const { token } = await rules.acquire()
  await rules.check(token)
  const { renew } = rules.store.calls
  t.strictSame(await release({ viewer: 'ann', token }), { released: true })
  t.match(rules.check(token), { refused: 'token-unknown' })
  t.equal(rules.store.calls.renew, renew)
  t.equal(await rules.store.find(token), undefined)
})

t.test('a repeated release is not refused', async t => {
  const { rules, release } = releasing()
  const { token } = await rules.acquire()
  await release({ viewer: 'ann', token })
  t.strictSame(await release({ viewer: 'ann', token }), { released: false })
})

t.test('a release of an unknown token is not refused', async t => {
  t.strictSame(await releasing().release({ viewer: 'ann', token: randomUUID() }), { released: false })
})

t.test('the token of another session is refused and its stream stays alive', async t => {
  const { rules, release } = releasing()
  const { token } = await rules.acquire('bob')
  t.strictSame(await release({ viewer: 'ann', token }), { refused: 'token-of-another-session' })
  t.ok(await rules.store.find(token))
})

t.test('a fault of the store is rethrown, and the stream has ended on this gate at least', async t => {
  const { rules, release } = releasing()
  const { token } = await rules.acquire()
  await rules.check(token)
  rules.store.unavailable = true
  await t.rejects(release({ viewer: 'ann', token }), { code: 'STORE_UNREACHABLE' })
  t.match(rules.check(token), { refused: 'token-unknown' })
})
