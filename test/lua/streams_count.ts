import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'active:0'

t.test('counts live streams and removes expired ones', async t => {
  t.equal(await redis.streamsCount(key), 0)
  const nowMs = await redisNowMs(redis)
  await redis.zadd(key, nowMs, 'expired', nowMs + 60_000, 'a', nowMs + 60_000, 'b')
  t.equal(await redis.streamsCount(key), 2)
  t.same(await redis.zrange(key, '0', '-1'), ['a', 'b'])
})
