import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B, C] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb', 'ccccccccccccccc'] as const
const GRACE_MS = 60_000

t.beforeEach(async () => { await redis.flushall() })

t.test('creates a lost record again, in which a restored stream always looks lost', async t => {
  const [active, endMs] = await restore(A, { restoreState: '1234:tv: 1' }) ?? []
  t.equal(active, 1)
  const nowMs = Number(endMs) - 5000
  t.same(await redis.hgetall(key), { [A]: `${endMs}:1234:tv: 1`, viewer: 'ada', generation: `${nowMs}:${nowMs}` })
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
  await redis.hdel(key, A)
  t.match(await restore(A, { restoreState: '1234:tv: 1' }), [1], 'also from a record that never contained it')
})

t.test('restores a stream that was not replicated, and keeps the generation for the others', async t => {
  await redis.hset(key, 'viewer', 'ada', 'generation', '1000:2000')
  t.match(await restore(A, { restoreState: '2500:' }), [1])
  t.match(await restore(B, { restoreState: '2400:' }), [2])
  t.equal(await redis.hget(key, 'generation'), '1000:2000')
})

t.test('never restores an ended stream', async t => {
  await redis.hset(key, 'viewer', 'ada', 'generation', '1000:2000')
  t.equal(await restore(A, { restoreState: '1000:' }), null)
  t.equal(await restore(A, { restoreState: '2000:' }), null)
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `0:${nowMs + 5000}:`)
  t.equal(await restore(A, { restoreState: '999:' }), null)
  await redis.hset(key, A, `${nowMs - 100}:999:`)
  t.equal(await restore(A, { restoreState: '999:', lowWatermarkMs: nowMs - 100 }), null, 'it is below the low watermark')
  t.equal(await restore(A, { restoreState: '999:', graceMs: 50 }), null, 'its grace is over')
})

t.test('renews an expired stream whose slot is still reserved, in that slot', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs - 100}:1500:`, 'viewer', 'ada', 'generation', '1000:2000')
  t.match(await restore(A, { restoreState: '1500:', limit: 1 }), [1])
})

t.test('never shortens the life of a stream', async t => {
  const endMs = await redisNowMs(redis) + 60_000
  await redis.hset(key, A, `${endMs}:1500:`, 'viewer', 'ada', 'generation', '1000:2000')
  t.same(await restore(A, { restoreState: '1500:' }), [1, endMs])
})

t.test('never exceeds the limit, reserved slots included', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs - 100}:1500:`, B, `${nowMs + 5000}:1500:`, 'viewer', 'ada', 'generation', '1000:2000')
  t.equal(await restore(C, { restoreState: '999:', limit: 2 }), null)
  t.match(await restore(C, { restoreState: '999:', limit: 2, lowWatermarkMs: nowMs - 100 }), [2])
})

t.test('ends streams that were granted only because this one was missing, but no older ones', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, B, `${nowMs + 5000}:${nowMs}:`, C, `${nowMs + 5000}:${nowMs - 3000}:`, 'viewer', 'ada', 'generation', `${nowMs - 4000}:${nowMs}`)
  t.match(await restore(A, { restoreState: '999:', limit: 2 }), [2])
  t.same((await redis.hkeys(key)).sort(), [A, C, 'generation', 'viewer'])
  t.equal(await restore('ddddddddddddddd', { restoreState: '999:', limit: 2 }), null)
})

t.test('does not restore a second stream of a device', async t => {
  await redis.hset(key, B, `${await redisNowMs(redis) + 5000}:3000:tv`, 'viewer', 'ada', 'generation', '2000:3000')
  t.equal(await restore(A, { restoreState: '999:tv' }), null)
  t.match(await restore(A, { restoreState: '999:phone' }), [2])
})

async function restore (secret: string, { limit = 3, lifeMs = 5000, graceMs = GRACE_MS, lowWatermarkMs = 0, restoreState = '1:' } = {}) {
  return await redis.streamRestore(key, secret, limit, lifeMs, graceMs, lowWatermarkMs, restoreState, 'ada')
}
