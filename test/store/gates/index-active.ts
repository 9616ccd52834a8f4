import t from 'tap'
import { COUNT_AGE_MS_MAX, indexActive, type ActiveIndex } from '../../../src/store/gates/index-active.js'
import { translateError } from '../../../src/store/redis/translate-error.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openScripts } from '../../fixtures/open-scripts.js'
import { redisNowMs } from '../../fixtures/redis-now.js'
import { until } from '../../fixtures/until.js'

const redis = await openScripts(t)

t.beforeEach(async () => { await redis.flushall() })

t.test('counts the streams of all shards', async t => {
  const { index } = open()
  const endMs = await redisNowMs(redis) + 60_000
  for (const digit of '0123456789abcdef') index.update(`${digit}23456789abcdef8`, `secret of ${digit}`, endMs)
  t.equal(await index.count(), 16)
  t.same((await redis.keys('*')).length, 16)
  t.equal(await redis.exists('test:active:0', 'test:active:f'), 2)
})

t.test('reads Redis once a second, however many calls there are', async t => {
  const { index, clock, questions } = open()
  const endMs = await redisNowMs(redis) + 60_000
  index.update('023456789abcdef8', 'one', endMs)
  t.same(await Promise.all([index.count(), index.count()]), [1, 1])
  index.update('023456789abcdef8', 'two', endMs)
  clock.advance(COUNT_AGE_MS_MAX - 1)
  t.equal(await index.count(), 1)
  t.equal(questions(), 16)
  clock.advance(1)
  t.equal(await index.count(), 2)
  t.equal(questions(), 32)
})

t.test('does not cache a failed count', async t => {
  const { index } = open()
  await redis.set('test:active:7', 'no sorted set')
  await t.rejects(index.count(), { code: 'STORE_REFUSED' })
  await redis.del('test:active:7')
  t.equal(await index.count(), 0)
})

t.test('only logs an update that fails', async t => {
  const { index, log } = open()
  await redis.set('test:active:7', 'no sorted set')
  index.update('723456789abcdef8', 'one', 1)
  await until(() => log.lines.length > 0)
  t.match(log.lines, [/^debug: updating the index of active streams failed \(redis refused: .*WRONGTYPE/])
})

function open (): { index: ActiveIndex, clock: ReturnType<typeof holdClock>, log: ReturnType<typeof collectLog>, questions: () => number } {
  const clock = holdClock()
  const log = collectLog()
  let questions = 0
  const call = async <T>(question: () => Promise<T>): Promise<T> => {
    questions++
    return await question().catch((error: unknown) => { throw translateError(error) })
  }
  return { index: indexActive({ redis, keyPrefix: 'test:', clock, log, call }), clock, log, questions: () => questions }
}
