import t from 'tap'
import { HEARTBEAT_INTERVAL_MS, maintainMembership, RECLAIM_PERIOD_MS, RECLAIM_PERIOD_MS_MAX } from '../../../src/store/gates/maintain-membership.js'
import { translateError } from '../../../src/store/redis/translate-error.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openScripts } from '../../fixtures/open-scripts.js'
import { redisNowMs } from '../../fixtures/redis-now.js'
import { until } from '../../fixtures/until.js'

const redis = await openScripts(t)
const KEY = 'gates'

t.beforeEach(async () => { await redis.flushall() })

/** A member whose clock the test controls. */
async function join (gateId: string, { graceMs = 60_000 } = {}) {
  const clock = holdClock()
  const log = collectLog()
  let failing = false
  const membership = maintainMembership({
    redis,
    key: KEY,
    gateId,
    lifetimes: { expiryMs: 30_000, graceMs },
    clock,
    log,
    call: async question => {
      if (failing) throw new Error('redis is unavailable')
      return await question().catch((error: unknown) => { throw translateError(error) })
    }
  })
  const report = { watermarkMs: clock.nowMs(), suspicions: 0 }
  membership.setReport({ watermarkMs: () => report.watermarkMs, onSuspectedDataLoss: () => { report.suspicions++ } })
  await membership.confirm()
  return {
    membership,
    clock,
    log,
    report,
    fail: (fails: boolean) => { failing = fails },
    /** Passes time and advances the watermark of this gate. */
    advance: async (ms: number) => {
      clock.advance(ms)
      report.watermarkMs = clock.nowMs()
      await membership.confirm()
    }
  }
}

t.test('the low watermark is the lowest watermark of all gates', async t => {
  const one = await join('one')
  const two = await join('two')
  t.ok(two.membership.lowWatermarkMs() <= await redisNowMs(redis))
  await one.advance(5000)
  const startMs = Number(await redis.zscore(KEY, 'two'))
  t.equal(one.membership.lowWatermarkMs(), startMs, 'two has sent no heartbeat since')
  await until(async () => {
    await two.advance(0)
    await one.advance(0)
    return one.membership.lowWatermarkMs() > startMs
  })
  t.equal(one.membership.lowWatermarkMs(), Number(await redis.zscore(KEY, 'two')))
})

t.test('a gate whose watermark stands still holds the low watermark, until its watermark advances', async t => {
  const one = await join('one')
  const two = await join('two')
  await two.advance(1000)
  // From here on its watermark stands still, and its clock does not.
  two.clock.advance(HEARTBEAT_INTERVAL_MS)
  await two.membership.confirm()
  await two.membership.confirm()
  const stoppedAtMs = Number(await redis.zscore(KEY, 'two'))
  two.clock.advance(20_000)
  await two.membership.confirm()
  t.equal(Number(await redis.zscore(KEY, 'two')), stoppedAtMs, 'it sends heartbeats, and its watermark does not advance')
  await one.advance(20_000)
  t.equal(await passTime(one.clock, one.membership.reaches(stoppedAtMs + 1)), false)
  await until(async () => {
    await two.advance(0)
    return Number(await redis.zscore(KEY, 'two')) > stoppedAtMs
  })
  t.equal(await passTime(one.clock, one.membership.reaches(stoppedAtMs + 1)), true)
})

t.test('a reported watermark never decreases', async t => {
  const one = await join('one')
  await one.advance(10_000)
  const storedMs = Number(await redis.zscore(KEY, 'one'))
  one.report.watermarkMs = 0
  await one.membership.confirm()
  t.equal(Number(await redis.zscore(KEY, 'one')), storedMs)
})

t.test('sends heartbeats periodically', async t => {
  const one = await join('one')
  const storedMs = Number(await redis.zscore(KEY, 'one'))
  one.report.watermarkMs = HEARTBEAT_INTERVAL_MS
  one.clock.advance(HEARTBEAT_INTERVAL_MS)
  await until(async () => Number(await redis.zscore(KEY, 'one')) > storedMs)
  t.same(one.log.lines, [])
})

t.test('a gate that has left does not hold the low watermark', async t => {
  const one = await join('one')
  const two = await join('two')
  await two.membership.leave()
  t.same(await redis.zrange(KEY, 0, '-1'), ['one'])
  await one.advance(5000)
  t.equal(one.membership.lowWatermarkMs(), Number(await redis.zscore(KEY, 'one')))
})

t.test('a gate detects a loss of data by a missing or older entry', async t => {
  const one = await join('one')
  await one.advance(1000)
  t.equal(one.membership.isReclaiming(), false)
  await redis.flushall()
  await one.membership.confirm()
  t.equal(one.report.suspicions, 1)
  t.same(one.log.lines, ['warn: redis has lost data, restoring the streams that this gate knows'])
  t.equal(one.membership.isReclaiming(), true)
  await one.advance(RECLAIM_PERIOD_MS)
  t.equal(one.membership.isReclaiming(), false)
  await redis.zadd(KEY, 1000, 'one')
  await one.membership.confirm()
  t.equal(one.report.suspicions, 2)
})

t.test('the reclaim period waits for a gate that has not finished, up to a maximum', async t => {
  const one = await join('one')
  const two = await join('two')
  const startMs = await redisNowMs(redis)
  await until(async () => await redisNowMs(redis) > startMs)
  await redis.flushall()
  await one.membership.confirm()
  await two.membership.confirm()
  await two.advance(RECLAIM_PERIOD_MS)
  t.equal(two.membership.isReclaiming(), true, 'the watermark of one has not advanced since')
  let isOver = false
  const reclaiming = two.membership.reclaimed().then(() => { isOver = true })
  await two.advance(HEARTBEAT_INTERVAL_MS)
  t.equal(isOver, false)
  await two.advance(RECLAIM_PERIOD_MS_MAX)
  await reclaiming
  t.equal(two.membership.isReclaiming(), false)
  await two.membership.reclaimed()
})

t.test('a suspected loss of data starts a reclaim period', async t => {
  const one = await join('one')
  one.membership.suspectDataLoss()
  t.equal(one.report.suspicions, 1)
  t.equal(one.membership.isReclaiming(), true)
  const reclaiming = one.membership.reclaimed()
  await one.membership.leave()
  await reclaiming
  t.equal(one.membership.isReclaiming(), false, 'a gate that has left does not wait')
})

t.test('a failed heartbeat rejects for its callers and is only logged otherwise', async t => {
  const one = await join('one')
  one.fail(true)
  await t.rejects(one.membership.confirm(), /redis is unavailable/)
  await t.rejects(Promise.all([one.membership.confirm(), one.membership.confirm()]), /redis is unavailable/)
  one.clock.advance(HEARTBEAT_INTERVAL_MS)
  await until(() => one.log.lines.length > 0)
  t.match(one.log.lines[0], /^debug: heartbeat of this gate failed/)
  one.fail(false)
  await one.membership.confirm()
  t.equal(one.report.suspicions, 0)
})

t.test('concurrent confirmations share heartbeats, one at a time', async t => {
  const one = await join('one')
  const countOf = async (): Promise<number> => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1])
  const before = await countOf()
  await Promise.all(Array.from({ length: 50 }, async () => { await one.membership.confirm() }))
  t.equal(await countOf() - before, 2, 'one in flight, and one for all later calls')
})

/** Passes time until a promise has settled. */
async function passTime<T> (clock: { advance: (ms: number) => void }, asking: Promise<T>): Promise<T> {
  let isOver = false
  const over = asking.finally(() => { isOver = true })
  await until(() => {
    clock.advance(HEARTBEAT_INTERVAL_MS)
    return isOver
  })
  return await over
}
