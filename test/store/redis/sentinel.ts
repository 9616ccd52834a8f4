import { Redis } from 'ioredis'
import t from 'tap'
import type { Ended } from '../../../src/domain/stream.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { freePort } from '../../fixtures/free-port.js'
import { openTestStore } from '../../fixtures/open-test-store.js'
import { startRedisSentinel } from '../../fixtures/start-redis-sentinel.js'
import { until } from '../../fixtures/until.js'

// A sentinel whose clock has jumped starts no failover for 30 s.
t.setTimeout(300_000)

const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }

t.test('follows the sentinels to a new master, and subscribes there', async t => {
  const { sentinel, master, replica, masterName, stop } = await startRedisSentinel()
  t.teardown(stop)
  const log = collectLog()
  const settings = { mode: 'sentinel', nodes: [sentinel], sentinelMaster: masterName } as const
  const store = await openTestStore(t, { ...settings, log })
  const another = await openTestStore(t, settings)
  const acquired = await store.acquire(ACQUIRE)
  if (!acquired.granted) throw new Error('the limit is reached')
  const { token } = acquired.stream
  await replicated(t, replica.port)

  await master.stop()
  const renewed = await until(async () => await store.renew(token, 60).catch(() => undefined), 50)
  t.match(renewed, { active: 1, stream: { viewer: 'ada' } }, 'the stream is still alive')
  await until(() => store.subscription().sinceMs)
  await until(() => another.subscription().sinceMs)
  const received: Ended[] = []
  another.onEnded(ended => { received.push(ended) })
  t.equal(await store.release(token), true)
  await until(() => received.length > 0)
  t.same(received, [{ token, reason: 'released' }])
  t.match(log.lines.filter(line => /redis (is|connection)/.test(line)), [/^warn: redis connection lost, reconnecting/, 'info: redis is available again'])
})

t.test('keeps querying when no sentinel responds', async t => {
  const store = await openTestStore(t, { mode: 'sentinel', nodes: [{ host: '127.0.0.1', port: await freePort() }], sentinelMaster: 'streams', connectTimeoutMs: 300 })
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_UNREACHABLE' })
})

async function replicated (t: { teardown: (close: () => void) => void }, port: number): Promise<void> {
  const redis = new Redis(port)
  t.teardown(() => { redis.disconnect() })
  redis.on('error', () => {})
  await until(async () => await redis.dbsize() >= 2)
}
