import { randomUUID } from 'node:crypto'
import t from 'tap'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openRules } from '../../fixtures/open-rules.js'

t.test('the viewer\'s own token is accepted without a lookup', async t => {
  const { acquire, checkOwnership, store } = openRules({ clock: holdClock() })
  const { token } = await acquire()
  t.equal(await checkOwnership(token, 'ann'), undefined)
  t.strictSame(store.calls, { renew: 0, find: 0 })
})

t.test('the live token of another viewer and an unknown token get different refusals', async t => {
  const { acquire, checkOwnership } = openRules({ clock: holdClock() })
  const { token } = await acquire('bob')
  t.strictSame(await checkOwnership(token, 'ann'), { refused: 'token-of-another-session' })
  t.strictSame(await checkOwnership(randomUUID(), 'ann'), { refused: 'token-unknown' })
})

t.test('checking the owner of a stream does not renew it', async t => {
  const clock = holdClock()
  const { acquire, checkOwnership, store } = openRules({ clock })
  const { token } = await acquire('bob')
  clock.advance(25_000)
  for (let i = 0; i < 5; i++) {
    await checkOwnership(token, 'ann')
    clock.advance(1000)
  }
  t.equal(store.calls.renew, 0)
  t.equal(await store.find(token), undefined)
})

t.test('a fault of the store is rethrown', async t => {
  const { acquire, checkOwnership, store } = openRules({ clock: holdClock() })
  const { token } = await acquire('bob')
  store.unavailable = true
  await t.rejects(checkOwnership(token, 'ann'), { code: 'STORE_UNREACHABLE' })
})
