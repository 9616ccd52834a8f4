import t from 'tap'
import { BEAT_INTERVAL_MS, joinGates, SETTLING_MS, SETTLING_MS_MAX } from '../../../src/store/gates/maintain-membership.js'
import { translateError } from '../../../src/store/redis/translate-error.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openScripts } from '../../fixtures/open-scripts.js'
import { redisNowMs } from '../../fixtures/redis-now.js'
import { until } from '../../fixtures/until.js'

const redis = await openScripts(t)
const KEY = 'gates'

t.beforeEach(async () => { await redis.flushall() })

/** A gate on the list, its clock standing still. */
async function join (gateId: string, { graceMs = 60_000 } = {}) {
  const clock = holdClock()
  const log = collectLog()
  let failing = false
  const gates = joinGates({
    redis,
    key: KEY,
    gateId,
    lifetimes: { expiryMs: 30_000, graceMs },
    clock,
    log,
    ask: async question => {
      if (failing) throw new Error('redis is away')
      return await question().catch((error: unknown) => { throw translateError(error) })
    }
  })
  const report = { letGoMs: clock.nowMs(), doubts: 0 }
  gates.report({ letGoMs: () => report.letGoMs, onDoubt: () => { report.doubts++ } })
  await gates.confirm()
  return {
    gates,
    clock,
    log,
    report,
    fail: (fails: boolean) => { failing = fails },
    /** Passes time in which this gate lets go of what expires. */
    live: async (ms: number) => {
      clock.advance(ms)
      report.letGoMs = clock.nowMs()
      await gates.confirm()
    }
  }
}

t.test('the floor is where the slowest gate is', async t => {
  const one = await join('one')
  const two = await join('two')
  t.ok(two.gates.floorMs() <= await redisNowMs(redis))
  await one.live(5000)
  const startMs = Number(await redis.zscore(KEY, 'two'))
  t.equal(one.gates.floorMs(), startMs, 'two has said nothing since')
  await until(async () => {
    await two.live(0)
    await one.live(0)
    return one.gates.floorMs() > startMs
  })
  t.equal(one.gates.floorMs(), Number(await redis.zscore(KEY, 'two')))
})

t.test('a gate that cannot ask holds the floor down, and lets it rise when it can', async t => {
  const one = await join('one')
  const two = await join('two')
  await two.live(1000)
  // From here on its rules stand still, and its clock does not.
  two.clock.advance(BEAT_INTERVAL_MS)
  await two.gates.confirm()
  await two.gates.confirm()
  const heldMs = Number(await redis.zscore(KEY, 'two'))
  two.clock.advance(20_000)
  await two.gates.confirm()
  t.equal(Number(await redis.zscore(KEY, 'two')), heldMs, 'it beats on and moves not')
  await one.live(20_000)
  t.equal(await settle(one.clock, one.gates.reaches(heldMs + 1)), false)
  await until(async () => {
    await two.live(0)
    return Number(await redis.zscore(KEY, 'two')) > heldMs
  })
  t.equal(await settle(one.clock, one.gates.reaches(heldMs + 1)), true)
})

t.test('what was said is never taken back, whether or not its answer arrived', async t => {
  const one = await join('one')
  await one.live(10_000)
  const saidMs = Number(await redis.zscore(KEY, 'one'))
  one.report.letGoMs = 0
  await one.gates.confirm()
  t.equal(Number(await redis.zscore(KEY, 'one')), saidMs)
})

t.test('beats by itself', async t => {
  const one = await join('one')
  const saidMs = Number(await redis.zscore(KEY, 'one'))
  one.report.letGoMs = BEAT_INTERVAL_MS
  one.clock.advance(BEAT_INTERVAL_MS)
  await until(async () => Number(await redis.zscore(KEY, 'one')) > saidMs)
  t.same(one.log.lines, [])
})

t.test('a gate that leaves holds nobody up', async t => {
  const one = await join('one')
  const two = await join('two')
  await two.gates.leave()
  t.same(await redis.zrange(KEY, 0, '-1'), ['one'])
  await one.live(5000)
  t.equal(one.gates.floorMs(), Number(await redis.zscore(KEY, 'one')))
})

t.test('a gate that misses itself, or is set back, knows that data was lost', async t => {
  const one = await join('one')
  await one.live(1000)
  t.equal(one.gates.isSettling(), false)
  await redis.flushall()
  await one.gates.confirm()
  t.equal(one.report.doubts, 1)
  t.same(one.log.lines, ['warn: redis has lost data: restoring the streams that this gate knows'])
  t.equal(one.gates.isSettling(), true)
  await one.live(SETTLING_MS)
  t.equal(one.gates.isSettling(), false)
  await redis.zadd(KEY, 1000, 'one')
  await one.gates.confirm()
  t.equal(one.report.doubts, 2)
})

t.test('waits for a gate that has not finished restoring, but not for ever', async t => {
  const one = await join('one')
  const two = await join('two')
  const startMs = await redisNowMs(redis)
  await until(async () => await redisNowMs(redis) > startMs)
  await redis.flushall()
  await one.gates.confirm()
  await two.gates.confirm()
  await two.live(SETTLING_MS)
  t.equal(two.gates.isSettling(), true, 'one has let go of nothing since')
  let isSettled = false
  const settling = two.gates.settled().then(() => { isSettled = true })
  await two.live(BEAT_INTERVAL_MS)
  t.equal(isSettled, false)
  await two.live(SETTLING_MS_MAX)
  await settling
  t.equal(two.gates.isSettling(), false)
  await two.gates.settled()
})

t.test('doubt from elsewhere is doubt', async t => {
  const one = await join('one')
  one.gates.doubt()
  t.equal(one.report.doubts, 1)
  t.equal(one.gates.isSettling(), true)
  const settling = one.gates.settled()
  await one.gates.leave()
  await settling
  t.equal(one.gates.isSettling(), false, 'who leaves waits for nobody')
})

t.test('a beat that fails is said to who asked, and to nobody else', async t => {
  const one = await join('one')
  one.fail(true)
  await t.rejects(one.gates.confirm(), /redis is away/)
  await t.rejects(Promise.all([one.gates.confirm(), one.gates.confirm()]), /redis is away/)
  one.clock.advance(BEAT_INTERVAL_MS)
  await until(() => one.log.lines.length > 0)
  t.match(one.log.lines[0], /^debug: could not tell the other gates of this one/)
  one.fail(false)
  await one.gates.confirm()
  t.equal(one.report.doubts, 0)
})

t.test('one question at a time, however many ask', async t => {
  const one = await join('one')
  const countOf = async (): Promise<number> => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1])
  const before = await countOf()
  await Promise.all(Array.from({ length: 50 }, async () => { await one.gates.confirm() }))
  t.equal(await countOf() - before, 2, 'the one under way, and one for all who came later')
})

/** Lets time pass for as long as somebody waits. */
async function settle<T> (clock: { advance: (ms: number) => void }, asking: Promise<T>): Promise<T> {
  let isOver = false
  const over = asking.finally(() => { isOver = true })
  await until(() => {
    clock.advance(BEAT_INTERVAL_MS)
    return isOver
  })
  return await over
}
