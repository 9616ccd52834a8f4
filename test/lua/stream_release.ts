import { once } from 'node:events'
import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'] as const
const listener = redis.duplicate()
t.teardown(() => { listener.disconnect() })
await listener.subscribe('ended')

t.beforeEach(async () => { await redis.flushall() })

t.test('ends a stream and announces it', async t => {
  await redis.streamAcquire(key, A, 3, 5000, '', 'ada')
  const heard = once(listener, 'message')
  t.equal(await redis.streamRelease(key, A, 'ended', 'released: A'), 1)
  t.same(await heard, ['ended', 'released: A'])
  t.equal(await redis.exists(key), 0, 'nothing is left of a viewer without streams')
})

t.test('announces nothing when nothing lived', async t => {
  await redis.hset(key, A, '1:1:', 'viewer', 'ada')
  t.equal(await redis.streamRelease(key, A, 'ended', 'expired before'), 0)
  t.equal(await redis.exists(key), 0)
  t.equal(await redis.streamRelease(key, A, 'ended', 'never was'), 0)
  const heard = once(listener, 'message')
  await redis.publish('ended', 'first to be heard')
  t.same(await heard, ['ended', 'first to be heard'])
})

t.test('keeps the others, and the key until the latest of them ends', async t => {
  const [, , , , endMs] = await redis.streamAcquire(key, A, 3, 5000, '', 'ada')
  await redis.streamAcquire(key, B, 3, 60_000, '', 'ada')
  t.equal(await redis.streamRelease(key, B, 'ended', 'released: B'), 1)
  t.same((await redis.hkeys(key)).sort(), [A, 'viewer'])
  t.equal(await redis.pexpiretime(key), endMs)
})

t.test('drops the expired beside it', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs}:1:`, B, `${nowMs + 5000}:1:`, 'viewer', 'ada')
  t.equal(await redis.streamRelease(key, 'ccccccccccccccc', 'ended', 'never was'), 0)
  t.same((await redis.hkeys(key)).sort(), [B, 'viewer'])
})
