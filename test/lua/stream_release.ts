import { once } from 'node:events'
import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'] as const
const GRACE_MS = 60_000
const listener = redis.duplicate()
t.teardown(() => { listener.disconnect() })
await listener.subscribe('ended')

t.beforeEach(async () => { await redis.flushall() })

t.test('ends a stream, publishes it, and keeps the generation', async t => {
  const [, , , , endMs, startMs] = await acquire(A, 5000)
  const received = once(listener, 'message')
  t.equal(await release(A, 'released: A'), 1)
  t.same(await received, ['ended', 'released: A'])
  t.same(await redis.hgetall(key), { viewer: 'ada', generation: `${startMs}:${startMs}` })
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS, 'for as long as a gate could restore it')
})

t.test('keeps the others', async t => {
  const [, , , , endMs] = await acquire(A, 60_000)
  await acquire(B, 5000)
  t.equal(await release(B), 1)
  t.same((await redis.hkeys(key)).sort(), [A, 'generation', 'viewer'])
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
})

t.test('publishes only the end of a live stream, once', async t => {
  await acquire(A, 5000)
  const first = once(listener, 'message')
  await release(A, 'once')
  t.same(await first, ['ended', 'once'])
  t.equal(await release(A, 'twice'), 0)
  t.equal(await release(A, 'three times'), 0)
  await redis.hset(key, B, `${await redisNowMs(redis)}:1:`)
  t.equal(await release(B, 'expired before'), 0)
  const received = once(listener, 'message')
  await redis.publish('ended', 'first to be received')
  t.same(await received, ['ended', 'first to be received'])
})

t.test('writes a tombstone for a stream that would look lost: older than its record, or younger than its latest start', async t => {
  const nowMs = await redisNowMs(redis)
  for (const generation of [`${nowMs - 1000}:${nowMs}`, `${nowMs - 3000}:${nowMs - 2500}`]) {
    await redis.flushall()
    await redis.hset(key, A, `${nowMs + 5000}:${nowMs - 2000}:tv`, 'viewer', 'ada', 'generation', generation)
    await redis.pexpire(key, 5000)
    t.equal(await release(A), 1)
    t.equal(await redis.hget(key, A), `0:${nowMs + 5000 + GRACE_MS}:`)
    t.ok(await redis.pttl(key) > 5000)
    t.equal(await redis.streamRestore(key, A, 3, 5000, GRACE_MS, 0, `${nowMs - 2000}:tv`, 'ada'), null)
    t.equal(await release(A), 0)
  }
})

t.test('writes a tombstone when there is no record, because the stream may be restored soon', async t => {
  t.equal(await release(A), 0)
  t.match(await redis.hgetall(key), { [A]: /^0:\d+:$/ })
  t.ok(await redis.pttl(key) > 0)
  t.equal(await redis.streamRestore(key, A, 3, 5000, GRACE_MS, 0, '1:', 'ada'), null)
  t.match(await acquire(B, 5000), [1, 1, 0, B], 'it uses no slot')
})

t.test('limits the tombstones per record, and writes none into an old record', async t => {
  for (let index = 0; index < 200; index++) await release(`stream ${index}`)
  t.equal(await redis.hlen(key), 64)
  await redis.del(key)
  await acquire(B, 60_000)
  await redis.hset(key, 'generation', '1000:1000')
  await release(A)
  t.notOk(await redis.hexists(key, A))
})

async function acquire (secret: string, expiryMs: number) {
  return await redis.streamAcquire(key, secret, 3, expiryMs, GRACE_MS, 0, '', 'ada')
}

async function release (secret: string, announcement = 'released'): Promise<0 | 1> {
  return await redis.streamRelease(key, secret, GRACE_MS, 'ended', announcement)
}
