import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'] as const

t.beforeEach(async () => { await redis.flushall() })

t.test('moves the end and nothing else', async t => {
  await redis.streamAcquire(key, A, 3, 1000, 'tv: 1', 'ada')
  const [, startMs] = (await redis.hget(key, A) ?? '').split(':')
  const [viewer, active, endMs] = await redis.streamRenew(key, A, 60_000) ?? []
  t.same([viewer, active], ['ada', 1])
  t.equal(await redis.hget(key, A), `${endMs}:${startMs}:tv: 1`)
  t.equal(await redis.pexpiretime(key), endMs)
})

t.test('lets the key live until the latest end, which another stream may have', async t => {
  const [, , , , otherEndMs] = await redis.streamAcquire(key, A, 3, 60_000, '', 'ada')
  await redis.streamAcquire(key, B, 3, 60_000, '', 'ada')
  t.match(await redis.streamRenew(key, B, 1000), ['ada', 2])
  t.equal(await redis.pexpiretime(key), otherEndMs)
})

t.test('never brings a stream back', async t => {
  t.equal(await redis.streamRenew(key, A, 1000), null)
  t.equal(await redis.exists(key), 0)
  await redis.hset(key, A, '1:1:', 'viewer', 'ada')
  t.equal(await redis.streamRenew(key, A, 1000), null)
  t.equal(await redis.exists(key), 0, 'and leaves no name behind')
  await redis.hset(key, A, '1:1:', B, `${await redisNowMs(redis) + 5000}:1:`, 'viewer', 'ada')
  t.equal(await redis.streamRenew(key, A, 1000), null)
  t.same((await redis.hkeys(key)).sort(), [B, 'viewer'], 'nor takes the living away')
})

t.test('does not take the viewer\'s name for a stream', async t => {
  await redis.streamAcquire(key, A, 3, 1000, '', '99999999999999:1:')
  t.match(await redis.streamRenew(key, A, 1000), ['99999999999999:1:', 1])
})
