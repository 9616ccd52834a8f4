import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B, C] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb', 'ccccccccccccccc'] as const
const GRACE_MS = 60_000

t.beforeEach(async () => { await redis.flushall() })

t.test('writes end, start and device of a stream, with the viewer and the generation', async t => {
  const beforeMs = await redisNowMs(redis)
  const [granted, active, resumed, secret, endMs, startMs, ageMs] = await acquire(A, 3, { expiryMs: 5000, device: 'tv: 1' })
  t.same([granted, active, resumed, secret, ageMs], [1, 1, 0, A, 0])
  t.ok(endMs !== undefined && endMs >= beforeMs + 5000 && endMs <= await redisNowMs(redis) + 5000)
  t.equal(Number(endMs) - 5000, startMs)
  t.same(await redis.hgetall(key), { [A]: `${endMs}:${startMs}:tv: 1`, viewer: 'ada', generation: `${startMs}:${startMs}` })
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
})

t.test('refuses at the limit and changes nothing', async t => {
  await acquire(A, 1)
  const before = await redis.hgetall(key)
  t.same(await acquire(B, 1, { expiryMs: 9000, device: 'tv' }), [0, 1, 0])
  t.same(await redis.hgetall(key), before)
})

t.test('the key expires the grace after the latest end, and never earlier than before', async t => {
  const [, , , , endMs] = await acquire(A, 3, { expiryMs: 9000, device: 'tv' })
  await acquire(B, 3)
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
  t.match(await acquire(C, 3, { expiryMs: 3000, device: 'tv' }), [1, 2, 1, A])
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
})

t.test('resumes the stream of a device and keeps its start', async t => {
  await redis.hset(key, A, `${await redisNowMs(redis) + 5000}:1234:tv`, B, `${await redisNowMs(redis) + 5000}:1234:`)
  const [, , , secret, endMs, startMs] = await acquire(C, 1, { expiryMs: 7000, device: 'tv' })
  t.same([secret, startMs, await redis.hget(key, A)], [A, 1234, `${endMs}:1234:tv`])
  t.equal(await redis.hexists(key, C), 0)
})

t.test('removes expired streams first, that of the device included', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs - 1}:1:tv`, B, `${nowMs}:1:`, 'viewer', 'ada')
  t.match(await acquire(C, 1, { device: 'tv', lowWatermarkMs: nowMs }), [1, 1, 0, C])
  t.same((await redis.hkeys(key)).sort(), [C, 'generation', 'viewer'])
})

t.test('reserves the slots of streams that a gate may still be playing', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs - 50}:1:`, B, `${nowMs - 100}:1:tv`, 'viewer', 'ada')
  t.same(await acquire(C, 2, { lowWatermarkMs: nowMs - 200 }), [0, 0, nowMs - 100], 'one slot becomes free when the low watermark has reached the first end')
  t.same(await acquire(C, 1, { lowWatermarkMs: nowMs - 200 }), [0, 0, nowMs - 50], 'and this one when it has reached both')
  t.match(await acquire(C, 3, { lowWatermarkMs: nowMs - 200 }), [1, 1, 0, C], 'with enough slots for all of them, it is granted')
  t.match(await acquire('ddddddddddddddd', 3, { lowWatermarkMs: nowMs - 100 }), [1, 2, 0])
  t.notOk(await redis.hexists(key, B), 'removed below the low watermark')
  t.match(await acquire('eeeeeeeeeeeeeee', 3, { lowWatermarkMs: 0, graceMs: 50 }), [1, 3, 0], 'no stream continues for longer than the grace')
})

t.test('keeps a tombstone for as long as a gate may restore its stream', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `0:${nowMs + 60_000}:`, B, `0:${nowMs}:`, 'viewer', 'ada')
  t.match(await acquire(C, 1), [1, 1, 0, C], 'it takes no slot')
  t.same((await redis.hkeys(key)).sort(), [A, C, 'generation', 'viewer'])
})

t.test('stores the latest start, never before the record was created', async t => {
  const aheadMs = await redisNowMs(redis) + 60_000
  await redis.hset(key, 'viewer', 'ada', 'generation', `${aheadMs}:${aheadMs}`)
  const [, , , , , startMs, ageMs] = await acquire(A, 1)
  t.equal(startMs, aheadMs, 'although the clock was set back')
  t.ok(Number(ageMs) < 0)
  await redis.hset(key, 'generation', '1000:2000')
  const [, , , , , laterMs] = await acquire(B, 2)
  t.equal(await redis.hget(key, 'generation'), `1000:${laterMs}`)
})

t.test('grants nothing with a limit of 0, and writes no record', async t => {
  t.same(await acquire(B, 0), [0, 0, 0])
  t.equal(await redis.exists(key), 0)
})

async function acquire (secret: string, limit: number, { expiryMs = 5000, graceMs = GRACE_MS, lowWatermarkMs = Number.MAX_SAFE_INTEGER, device = '' } = {}) {
  return await redis.streamAcquire(key, secret, limit, expiryMs, graceMs, lowWatermarkMs, device, 'ada')
}
