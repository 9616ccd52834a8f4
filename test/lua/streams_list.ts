import t from 'tap'
import { openScripts } from '../fixtures/open-scripts.js'
import { redisNowMs } from '../fixtures/redis-now.js'

const redis = await openScripts(t)
const key = 'tag'
const [A, B, C] = ['aaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbb', 'ccccccccccccccc'] as const

t.beforeEach(async () => { await redis.flushall() })

t.test('lists only live streams, with their remaining life, and changes nothing', async t => {
  await redis.streamAcquire(key, A, 5, 5000, 0, 0, 'tv: 1', 'ada')
  await redis.streamAcquire(key, B, 5, 9000, 0, 0, '', 'ada')
  await redis.hset(key, C, `${await redisNowMs(redis)}:1:`, 'ddddddddddddddd', `0:${await redisNowMs(redis) + 5000}:`)
  const before = await redis.dump(key)
  const [viewer, ...streams] = await redis.streamsList(key)
  t.equal(viewer, 'ada')
  const listed = new Map<unknown, readonly unknown[]>([[streams[0], streams.slice(1, 3)], [streams[3], streams.slice(4)]])
  t.same([...listed.keys()].sort(), [A, B])
  const [ofA, ofB] = [listed.get(A) ?? [], listed.get(B) ?? []]
  t.ok(Number(ofA[0]) > 0 && Number(ofA[0]) <= 5000)
  t.ok(Number(ofB[0]) > 5000 && Number(ofB[0]) <= 9000)
  t.match(ofA[1], /^\d+:tv: 1$/)
  t.match(ofB[1], /^\d+:$/)
  t.equal(await redis.dump(key), before)
})

t.test('lists no streams of an unknown viewer', async t => {
  t.same(await redis.streamsList(key), [''])
})
