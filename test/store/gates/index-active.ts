import t from 'tap'
import { COUNT_AGE_MS_MAX, tallyActive, type Tally } from '../../../src/store/gates/index-active.js'
import { translateError } from '../../../src/store/redis/translate-error.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openScripts } from '../../fixtures/open-scripts.js'
import { redisNowMs } from '../../fixtures/redis-now.js'
import { until } from '../../fixtures/until.js'

const redis = await openScripts(t)

t.beforeEach(async () => { await redis.flushall() })

t.test('counts over all shards', async t => {
  const { tally } = open()
  const endMs = await redisNowMs(redis) + 60_000
  for (const digit of '0123456789abcdef') tally.note(`${digit}23456789abcdef8`, `secret of ${digit}`, endMs)
  t.equal(await tally.count(), 16)
  t.same((await redis.keys('*')).length, 16)
  t.equal(await redis.exists('test:active:0', 'test:active:f'), 2)
})

t.test('asks once a second however often and by however many it is asked', async t => {
  const { tally, clock, questions } = open()
  const endMs = await redisNowMs(redis) + 60_000
  tally.note('023456789abcdef8', 'one', endMs)
  t.same(await Promise.all([tally.count(), tally.count()]), [1, 1])
  tally.note('023456789abcdef8', 'two', endMs)
  clock.advance(COUNT_AGE_MS_MAX - 1)
  t.equal(await tally.count(), 1)
  t.equal(questions(), 16)
  clock.advance(1)
  t.equal(await tally.count(), 2)
  t.equal(questions(), 32)
})

t.test('does not remember a count that failed', async t => {
  const { tally } = open()
  await redis.set('test:active:7', 'no sorted set')
  await t.rejects(tally.count(), { code: 'STORE_REFUSED' })
  await redis.del('test:active:7')
  t.equal(await tally.count(), 0)
})

t.test('only mentions a note that fails', async t => {
  const { tally, log } = open()
  await redis.set('test:active:7', 'no sorted set')
  tally.note('723456789abcdef8', 'one', 1)
  await until(() => log.lines.length > 0)
  t.match(log.lines, [/^debug: could not note a stream for counting \(redis refused: .*WRONGTYPE/])
})

function open (): { tally: Tally, clock: ReturnType<typeof holdClock>, log: ReturnType<typeof collectLog>, questions: () => number } {
  const clock = holdClock()
  const log = collectLog()
  let questions = 0
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    questions++
    return await question().catch((error: unknown) => { throw translateError(error) })
  }
  return { tally: tallyActive({ redis, keyPrefix: 'test:', clock, log, ask }), clock, log, questions: () => questions }
}
