import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'active:0'
const [A, B] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'] as const

t.beforeEach(async () => { await redis.flushall() })

t.test('stores the end of a stream, and the key expires with the last one', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.streamsIndex(key, A, nowMs + 60_000)
  await redis.streamsIndex(key, B, nowMs + 5000)
  t.same(await redis.zrange(key, '0', '-1', 'WITHSCORES'), [B, String(nowMs + 5000), A, String(nowMs + 60_000)])
  t.equal(await redis.pexpiretime(key), nowMs + 60_000)
  await redis.streamsIndex(key, B, nowMs + 90_000)
  t.equal(await redis.pexpiretime(key), nowMs + 90_000)
})

t.test('removes ended and expired streams', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.zadd(key, nowMs, 'expired')
  await redis.streamsIndex(key, A, nowMs + 60_000)
  t.same(await redis.zrange(key, '0', '-1'), [A])
  await redis.streamsIndex(key, B, nowMs + 60_000)
  await redis.streamsIndex(key, A, 0)
  t.same(await redis.zrange(key, '0', '-1'), [B])
  await redis.streamsIndex(key, B, 0)
  t.equal(await redis.exists(key), 0)
  await redis.streamsIndex(key, A, 0)
  await redis.streamsIndex(key, A, nowMs - 1)
  t.equal(await redis.exists(key), 0, 'a late update writes nothing')
})
