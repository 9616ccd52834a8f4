import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const A = 'aaaaaaaaaaaaaaa'

t.beforeEach(async () => { await redis.flushall() })

t.test('reads the viewer, the remaining life and the restore state of a live stream', async t => {
  const [, , , , , startMs] = await redis.streamAcquire(key, A, 3, 5000, 0, 0, 'tv: 1', 'ada')
  const before = await redis.dump(key)
  const [viewer, remainingMs, restoreState] = await redis.streamFind(key, A) ?? []
  t.same([viewer, restoreState], ['ada', `${startMs}:tv: 1`])
  t.ok(remainingMs !== undefined && remainingMs > 0 && remainingMs <= 5000)
  t.equal(await redis.dump(key), before, 'and changes nothing')
})

t.test('finds no expired, released or unknown stream', async t => {
  t.equal(await redis.streamFind(key, A), null)
  await redis.hset(key, A, `${await redisNowMs(redis)}:1:`, 'viewer', 'ada')
  t.equal(await redis.streamFind(key, A), null)
  await redis.hset(key, A, `0:${await redisNowMs(redis) + 5000}:`)
  t.equal(await redis.streamFind(key, A), null)
  t.equal(await redis.streamFind(key, 'bbbbbbbbbbbbbbb'), null)
})
