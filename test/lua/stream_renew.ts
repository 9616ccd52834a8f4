import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb'] as const
const GRACE_MS = 60_000

t.beforeEach(async () => { await redis.flushall() })

t.test('changes the end and nothing else', async t => {
  await acquire(A, 1000, { device: 'tv: 1' })
  const [, startMs] = (await redis.hget(key, A) ?? '').split(':')
  const generation = await redis.hget(key, 'generation')
  const [viewer, active, endMs, restoreState] = await redis.streamRenew(key, A, 60_000, GRACE_MS) ?? []
  t.same([viewer, active, restoreState], ['ada', 1, `${startMs}:tv: 1`])
  t.equal(await redis.hget(key, A), `${endMs}:${startMs}:tv: 1`)
  t.equal(await redis.hget(key, 'generation'), generation)
  t.equal(await redis.pexpiretime(key), Number(endMs) + GRACE_MS)
})

t.test('the key expires after the latest end of all streams', async t => {
  const [, , , , otherEndMs] = await acquire(A, 60_000)
  await acquire(B, 60_000)
  t.match(await redis.streamRenew(key, B, 1000, GRACE_MS), ['ada', 2])
  t.ok(await redis.pexpiretime(key) >= Number(otherEndMs) + GRACE_MS)
})

t.test('never revives a stream', async t => {
  t.equal(await redis.streamRenew(key, A, 1000, GRACE_MS), null)
  t.equal(await redis.exists(key), 0)
  const nowMs = await redisNowMs(redis)
  await redis.hset(key, A, `${nowMs}:1:`, B, `${nowMs + 5000}:1:`, 'viewer', 'ada')
  const before = await redis.hgetall(key)
  t.equal(await redis.streamRenew(key, A, 1000, GRACE_MS), null)
  t.same(await redis.hgetall(key), before, 'and changes nothing: another gate may still be playing it')
  await redis.hset(key, A, `0:${nowMs + 5000}:`)
  t.equal(await redis.streamRenew(key, A, 1000, GRACE_MS), null, 'released')
  t.match(await redis.streamRenew(key, B, 1000, GRACE_MS), ['ada', 1], 'ended streams are not counted')
})

t.test('does not mistake the viewer for a stream', async t => {
  await acquire(A, 1000, { viewer: '99999999999999:1:' })
  t.match(await redis.streamRenew(key, A, 1000, GRACE_MS), ['99999999999999:1:', 1])
})

async function acquire (secret: string, expiryMs: number, { device = '', viewer = 'ada' } = {}) {
  return await redis.streamAcquire(key, secret, 3, expiryMs, GRACE_MS, 0, device, viewer)
}
