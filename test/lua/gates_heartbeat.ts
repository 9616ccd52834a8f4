import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'gates'
const KEPT_MS = 60_000

t.beforeEach(async () => { await redis.flushall() })

t.test('adds a new gate with the time of Redis', async t => {
  const [beforeMs, nowMs, lowWatermarkMs] = await redis.gatesHeartbeat(key, 'one', 0, KEPT_MS)
  t.equal(beforeMs, -1)
  t.ok(Math.abs(nowMs - await redisNowMs(redis)) < 5000)
  t.equal(lowWatermarkMs, nowMs)
  t.ok(await redis.pttl(key) > 0, 'and expires when no gate is left')
})

t.test('returns the previous watermark of the gate and the low watermark', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.gatesHeartbeat(key, 'one', nowMs - 5000, KEPT_MS)
  t.match(await redis.gatesHeartbeat(key, 'two', nowMs - 1000, KEPT_MS), [-1, Number, nowMs - 5000])
  t.match(await redis.gatesHeartbeat(key, 'one', nowMs, KEPT_MS), [nowMs - 5000, Number, nowMs - 1000])
  t.match(await redis.gatesHeartbeat(key, 'two', nowMs, KEPT_MS), [nowMs - 1000, Number, nowMs])
})

t.test('removes unresponsive gates', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.gatesHeartbeat(key, 'one', nowMs - KEPT_MS, 2 * KEPT_MS)
  t.match(await redis.gatesHeartbeat(key, 'two', nowMs, KEPT_MS), [-1, Number, nowMs])
  t.same(await redis.zrange(key, 0, '-1'), ['two'])
})
