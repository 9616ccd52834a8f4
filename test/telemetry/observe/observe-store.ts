import { randomBytes } from 'node:crypto'
import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import type { StreamStore } from '../../../src/domain/stream-store.js'
import type { Stream } from '../../../src/domain/stream.js'
import { openMemoryStore } from '../../../src/store/open-memory-store.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeStore } from '../../../src/telemetry/observe/observe-store.js'
import { gatherEvents } from '../../fixtures/gather-events.js'
import { holdClock } from '../../fixtures/hold-clock.js'

function observed (change: Partial<StreamStore> = {}) {
  const clock = holdClock()
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const inner = { ...openMemoryStore({ clock, randomBytes, tokenKey: 'key' }), ...change }
  const store = observeStore({ meters, clock, events })(inner)
  return { clock, meters, gathered, inner, store }
}

const unreachable = new Fault('STORE_UNREACHABLE', 'no connection')

t.test('results pass through unchanged', async t => {
  const { store, inner } = observed()
  const acquired = await store.acquire({ viewer: 'ann', limit: 1, expirySeconds: 30 })
  const token = acquired.granted ? acquired.stream.token : ''
  t.match(await store.find(token), { token, viewer: 'ann' })
  t.match(await store.renew(token, 30), { active: 1 })
  t.equal(await store.countActive(), 1)
  t.equal(store.isTokenOf(token, 'ann'), true)
  t.same(store.subscription(), inner.subscription())
  const ended: unknown[] = []
  store.onEnded(one => { ended.push(one) })
  t.equal(await store.release(token), true)
  t.match(ended, [{ token, reason: 'released' }])
  await store.ping()
  await store.close()
  await t.rejects(inner.ping(), 'the observed store was closed')
})

t.test('each operation is timed, whether it succeeds or fails', async t => {
  const { store, clock, meters } = observed({
    renew: async () => { clock.advance(20); return undefined },
    find: async (): Promise<Stream | undefined> => { clock.advance(3000); throw unreachable }
  })
  await store.renew('token', 30)
  await t.rejects(store.find('token'), unreachable)
  t.equal(meters.store_operation_seconds.renew.sum, 0.02)
  t.equal(meters.store_operation_seconds.find.sum, 3)
})

t.test('errors pass through and are counted by operation and code', async t => {
  const bug = new TypeError('a bug')
  const refused = new Fault('STORE_REFUSED', 'no', { temporary: false })
  const { store, meters } = observed({
    acquire: () => Promise.reject(unreachable),
    release: () => Promise.reject(refused),
    countActive: () => Promise.reject(bug)
  })
  await t.rejects(store.acquire({ viewer: 'ann', limit: 1, expirySeconds: 30 }), unreachable)
  await t.rejects(store.release('token'), refused)
  await t.rejects(store.countActive(), bug)
  t.match(meters.store_errors_total, { 'acquire STORE_UNREACHABLE': 1, 'release STORE_REFUSED': 1, 'count UNEXPECTED': 1 })
  t.equal(Object.values(meters.store_errors_total).reduce((a, b) => a + b), 3)
})

t.test('the store is reported unavailable once, and available again once', async t => {
  let reachable = false
  const { store, clock, gathered } = observed({ ping: async () => { if (!reachable) throw unreachable } })
  await t.rejects(store.ping(), unreachable)
  await t.rejects(store.ping(), unreachable)
  clock.advance(1500)
  reachable = true
  await store.ping()
  await store.ping()
  t.same(gathered, [['storeLost', { error: unreachable }], ['storeBack', { unavailableMs: 1500 }]])
})

t.test('a response to a call made before the loss does not report the store as available', async t => {
  const pending: Array<() => void> = []
  let slow = true
  const { store, clock, gathered } = observed({
    ping: () => slow ? new Promise(resolve => { pending.push(resolve) }) : Promise.reject(unreachable)
  })
  const early = store.ping()
  slow = false
  clock.advance(10)
  await t.rejects(store.ping(), unreachable)
  for (const resolve of pending) resolve()
  await early
  t.same(gathered.map(([name]) => name), ['storeLost'])
})

t.test('a refused certificate makes the store unavailable, and pings keep counting it', async t => {
  const untrusted = new Fault('STORE_TLS_FAILED', 'expired')
  const { store, meters, gathered } = observed({ ping: () => Promise.reject(untrusted) })
  await t.rejects(store.ping(), untrusted)
  await t.rejects(store.ping(), untrusted)
  t.same(gathered, [['storeLost', { error: untrusted }]])
  t.equal(meters.store_errors_total['ping STORE_TLS_FAILED'], 2)
})

t.test('an error response does not make the store unavailable', async t => {
  const { store, gathered } = observed({ ping: () => Promise.reject(new Fault('STORE_REFUSED', 'no')) })
  await t.rejects(store.ping())
  t.same(gathered, [])
})
