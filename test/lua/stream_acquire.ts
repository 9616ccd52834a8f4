import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B, C] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb', 'ccccccccccccccc'] as const

t.beforeEach(async () => { await redis.flushall() })

t.test('writes end, start and device of a stream, and the viewer beside it', async t => {
  const beforeMs = await redisNowMs(redis)
  const [granted, active, resumed, secret, endMs] = await redis.streamAcquire(key, A, 3, 5000, 'tv: 1', 'ada')
  t.same([granted, active, resumed, secret], [1, 1, 0, A])
  t.ok(endMs !== undefined && endMs >= beforeMs + 5000 && endMs <= await redisNowMs(redis) + 5000)
  t.same(await redis.hgetall(key), { [A]: `${endMs}:${Number(endMs) - 5000}:tv: 1`, viewer: 'ada' })
  t.equal(await redis.pexpiretime(key), endMs)
})

t.test('refuses at the limit and changes nothing', async t => {
  await redis.streamAcquire(key, A, 1, 5000, '', 'ada')
  const before = await redis.hgetall(key)
  t.same(await redis.streamAcquire(key, B, 1, 9000, 'tv', 'ada'), [0, 1])
  t.same(await redis.hgetall(key), before)
})

t.test('lets the key live until the latest end', async t => {
  const first = await redis.streamAcquire(key, A, 3, 9000, 'tv', 'ada')
  await redis.streamAcquire(key, B, 3, 5000, '', 'ada')
  t.equal(await redis.pexpiretime(key), first[4])
  const shorter = await redis.streamAcquire(key, C, 3, 3000, 'tv', 'ada')
  t.match(shorter, [1, 2, 1, A])
  t.ok(await redis.pexpiretime(key) < Number(first[4]), 'also when its latest stream was cut short')
})

t.test('resumes a device and keeps when it started', async t => {
  await redis.hset(key, A, `${await redisNowMs(redis) + 5000}:1234:tv`, B, `${await redisNowMs(redis) + 5000}:1234:`)
  const [, , , secret, endMs] = await redis.streamAcquire(key, C, 1, 7000, 'tv', 'ada')
  t.same([secret, await redis.hget(key, A)], [A, `${endMs}:1234:tv`])
  t.equal(await redis.hexists(key, C), 0)
})

t.test('drops the expired first, the device\'s own among them', async t => {
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs - 1}:1:tv`, B, `${nowMs}:1:`, 'viewer', 'ada')
  t.match(await redis.streamAcquire(key, C, 1, 5000, 'tv', 'ada'), [1, 1, 0, C])
  t.same((await redis.hkeys(key)).sort(), [C, 'viewer'])
})

t.test('leaves no name behind when nothing lives and nothing is granted', async t => {
  await redis.hset(key, A, '1:1:tv', 'viewer', 'ada')
  t.same(await redis.streamAcquire(key, B, 0, 5000, '', 'ada'), [0, 0])
  t.equal(await redis.exists(key), 0)
})
