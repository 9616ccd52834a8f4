import { randomBytes } from 'node:crypto'
import t from 'tap'
import { SWEEP_INTERVAL_MS, openMemoryStore } from '../../src/store/open-memory-store.js'
import { holdClock } from '../fixtures/hold-clock.js'

t.test('is always subscribed, because every stream ends in this process', async t => {
  const store = openMemoryStore({ clock: holdClock(), randomBytes, tokenKey: 'key' })
  t.same(store.subscription(), { sinceMs: -Infinity, lostMs: -Infinity })
})

t.test('ends a stream at its expiry, not a millisecond before', async t => {
  const clock = holdClock()
  const store = openMemoryStore({ clock, randomBytes, tokenKey: 'key' })
  const acquired = await store.acquire({ viewer: 'ada', limit: 1, expirySeconds: 30 })
  if (!acquired.granted) throw new Error('the limit is reached')
  clock.advance(29_999)
  t.match(await store.find(acquired.stream.token), { remainingMs: 1 })
  clock.advance(1)
  t.equal(await store.find(acquired.stream.token), undefined)
})

t.test('removes viewers without live streams until it is closed', async t => {
  const clock = holdClock()
  let running = 0
  const counting = {
    ...clock,
    every: (intervalMs: number, task: () => void) => {
      t.equal(intervalMs, SWEEP_INTERVAL_MS)
      running++
      const stop = clock.every(intervalMs, task)
      return () => {
        running--
        stop()
      }
    }
  }
  const store = openMemoryStore({ clock: counting, randomBytes, tokenKey: 'key' })
  await store.acquire({ viewer: 'ada', limit: 1, expirySeconds: 1 })
  await store.acquire({ viewer: 'bob', limit: 1, expirySeconds: 60 })
  clock.advance(SWEEP_INTERVAL_MS)
  t.equal(await store.countActive(), 1)
  await store.close()
  t.equal(running, 0)
})
