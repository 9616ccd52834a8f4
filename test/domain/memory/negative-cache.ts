import t from 'tap'
import { NEGATIVE_ENTRIES_MAX, NegativeCache, STOPPED_TTL_MS, ENDED_TTL_MS, UNKNOWN_HISTORY_MS, UNKNOWN_TTL_MS_MAX, UNKNOWN_TTL_MS } from '../../../src/domain/memory/negative-cache.js'

t.test('an unknown token is refused without asking for a second', t => {
  const dead = new NegativeCache()
  t.notOk(dead.has('token', 0))
  dead.putNegative('token', 0)
  t.ok(dead.has('token', UNKNOWN_TTL_MS - 1))
  t.notOk(dead.has('token', UNKNOWN_TTL_MS))
  t.equal(UNKNOWN_TTL_MS, 1000)
  t.end()
})

t.test('one that stays unknown is asked about less and less often, but never forgotten to be asked about', t => {
  const dead = new NegativeCache()
  const sentAtMs = []
  for (let nowMs = 0; nowMs < 30_000; nowMs += 500) {
    if (dead.has('token', nowMs)) continue
    sentAtMs.push(nowMs)
    dead.putNegative('token', nowMs)
  }
  t.strictSame(sentAtMs, [0, 1000, 2000, 4000, 8000, 13_000, 18_000, 23_000, 28_000])
  t.equal(UNKNOWN_TTL_MS_MAX, 5000)
  t.end()
})

t.test('an ended token is refused without asking for as long as answers about it can be under way', t => {
  const dead = new NegativeCache()
  dead.end('token', false, 100)
  t.ok(dead.has('token', 100 + ENDED_TTL_MS - 1))
  t.notOk(dead.has('token', 100 + ENDED_TTL_MS))
  t.end()
})

t.test('that the store does not know an ended stream does not shorten the memory of its end', t => {
  const dead = new NegativeCache()
  dead.end('token', false, 0)
  dead.putNegative('token', 100)
  t.ok(dead.has('token', ENDED_TTL_MS - 1))
  t.notOk(dead.revive('token', 200), 'nor does it make the end less of one')
  t.end()
})

t.test('nothing comes back from an end, whenever the question was asked', t => {
  const dead = new NegativeCache()
  dead.end('token', false, 1000)
  t.notOk(dead.revive('token', 990))
  t.notOk(dead.revive('token', 1010))
  t.ok(dead.has('token', 1020))
  t.end()
})

t.test('an unknown token lives as soon as a later question says so, and not by an earlier one', t => {
  const dead = new NegativeCache()
  dead.putNegative('token', 1000)
  t.notOk(dead.revive('token', 1000))
  t.ok(dead.has('token', 1001))
  t.ok(dead.revive('token', 1001))
  t.notOk(dead.has('token', 1001))
  dead.putNegative('token', 9000)
  t.notOk(dead.has('token', 10_000), 'and when it dies again, that is something new')
  t.end()
})

t.test('a token never heard to be dead may live', t => {
  t.ok(new NegativeCache().revive('token', 0))
  t.end()
})

t.test('one that was left alone is forgotten, and another is not', t => {
  const dead = new NegativeCache()
  dead.end('ended', false, 0)
  dead.putNegative('unknown', 0)
  dead.sweep(UNKNOWN_TTL_MS + UNKNOWN_HISTORY_MS - 1)
  dead.putNegative('unknown', 11_000)
  t.ok(dead.has('unknown', 11_000 + UNKNOWN_TTL_MS_MAX - 1), 'it is known for how long it has been unknown')
  dead.sweep(11_000 + UNKNOWN_TTL_MS_MAX + UNKNOWN_HISTORY_MS)
  dead.putNegative('unknown', 27_000)
  t.notOk(dead.has('unknown', 27_000 + UNKNOWN_TTL_MS))
  t.ok(dead.has('ended', 27_000))
  t.end()
})

t.test('a flood of made-up tokens takes bounded memory, and the oldest goes first, sweeping or not', t => {
  const dead = new NegativeCache()
  dead.putNegative('first', 0)
  dead.putNegative('second', 0)
  for (let i = 0; i < NEGATIVE_ENTRIES_MAX - 1; i++) dead.putNegative(`token ${i}`, 0)
  t.notOk(dead.has('first', 1))
  t.ok(dead.has('second', 1))
  t.ok(dead.has(`token ${NEGATIVE_ENTRIES_MAX - 2}`, 1))
  dead.sweep(1)
  dead.putNegative('later', 1)
  t.notOk(dead.has('second', 1))
  t.ok(dead.has('token 0', 1))
  t.end()
})

t.test('that the operator ended a stream is known for longer, and is not unlearned', async t => {
  const dead = new NegativeCache()
  dead.end('a', true, 0)
  dead.end('a', false, 10)
  dead.putNegative('a', 20)
  t.equal(dead.has('a', STOPPED_TTL_MS - 1), true)
  t.equal(dead.isStopped('a'), true)
  dead.end('b', false, 0)
  t.equal(dead.isStopped('b'), false)
  t.equal(dead.isStopped('c'), false)
})
