import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import type { StreamStore } from '../../../src/domain/stream-store.js'
import { openTestStore } from '../../fixtures/open-test-store.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }
const server = await startRedis()
const operator = new Redis(server.port, server.host)
t.teardown(async () => {
  operator.disconnect()
  await server.stop()
})
t.beforeEach(async () => { await operator.flushall() })

const open = async (t: Test, graceMs = 60_000): Promise<StreamStore> => await openTestStore(t, { port: server.port, graceMs })

t.test('after a loss of data, the slot of a stream that is being restored stays reserved', async t => {
  const [one, two] = [await open(t), await open(t)]
  const acquired = await one.acquire(ACQUIRE)
  if (!acquired.granted) throw new Error('the limit is reached')
  const { token, restoreState = '' } = acquired.stream
  one.join({
    watermarkMs: systemClock.nowMs,
    // A slow gate.
    onSuspectedDataLoss: () => { setTimeout(() => { one.restore({ token, viewer: 'ada', restoreState }, { limit: 1, lifeMs: 60_000 }).catch(t.threw) }, 500) }
  })
  await operator.flushall()
  t.same(await two.acquire(ACQUIRE), { granted: false, active: 1 })
  t.match(await two.find(token), { viewer: 'ada' })
  t.match(await two.acquire({ ...ACQUIRE, viewer: 'bob' }), { granted: true })
})

t.test('a device resumes its lost stream after it is restored', async t => {
  const [one, two] = [await open(t), await open(t)]
  const acquired = await one.acquire({ ...ACQUIRE, device: 'tv' })
  if (!acquired.granted) throw new Error('the limit is reached')
  const { token, restoreState = '' } = acquired.stream
  await operator.flushall()
  t.match(await one.restore({ token, viewer: 'ada', restoreState }, { limit: 1, lifeMs: 60_000 }), { active: 1 })
  t.match(await two.acquire({ ...ACQUIRE, device: 'tv' }), { granted: true, resumed: true, stream: { token, restoreState } })
})

t.test('streams minted while Redis was unavailable are restored within the limit', async t => {
  const one = await open(t)
  for (let stream = 1; stream <= 3; stream++) {
    const { token, viewer, restoreState = '' } = one.mint({ viewer: 'ada', expirySeconds: 60, device: `screen ${stream}` })
    const restored = await one.restore({ token, viewer, restoreState }, { limit: 2, lifeMs: 60_000 })
    t.equal(restored?.active, stream < 3 ? stream : undefined)
  }
  t.match(await one.acquire({ ...ACQUIRE, limit: 2, device: 'screen 1' }), { granted: true, resumed: true })
})

t.test('waits for the heartbeat of a responsive gate, not for a gate whose watermark stands still', async t => {
  const [one, two] = [await open(t), await open(t)]
  const short = { ...ACQUIRE, expirySeconds: 0.3 }
  const first = await one.acquire(short)
  if (!first.granted) throw new Error('the limit is reached')
  await until(async () => await two.find(first.stream.token) === undefined)
  const second = await two.acquire(short)
  t.match(second, { granted: true }, 'the watermark of one is past it, at its next heartbeat at the latest')
  const heldMs = systemClock.nowMs()
  one.join({ watermarkMs: () => heldMs, onSuspectedDataLoss: () => {} })
  if (!second.granted) throw new Error('the limit is reached')
  await until(async () => await two.find(second.stream.token) === undefined)
  t.same(await two.acquire(short), { granted: false, active: 0 }, 'one may still be playing it')
  await one.close()
  t.match(await two.acquire(short), { granted: true }, 'until it has left')
})

t.test('without a grace, no slot stays reserved', async t => {
  const [one, two] = [await open(t, 0), await open(t, 0)]
  one.join({ watermarkMs: () => 0, onSuspectedDataLoss: () => {} })
  const short = { ...ACQUIRE, expirySeconds: 0.05 }
  const first = await one.acquire(short)
  if (!first.granted) throw new Error('the limit is reached')
  await until(async () => await two.find(first.stream.token) === undefined)
  t.match(await two.acquire(short), { granted: true })
})

t.test('a stream is not granted when a loss of data cannot be excluded', async t => {
  const one = await open(t)
  await one.ping()
  const list = (await operator.keys('*gates'))[0] ?? ''
  await operator.set(list, 'no list of gates')
  await t.rejects(one.acquire(ACQUIRE), { code: 'STORE_REFUSED' })
  await operator.del(list)
  await until(async () => await one.acquire(ACQUIRE).then(({ granted }) => granted, () => false))
})
