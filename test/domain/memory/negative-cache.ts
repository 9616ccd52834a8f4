import t from 'tap'
import { NEGATIVE_ENTRIES_MAX, NegativeCache, STOPPED_TTL_MS, ENDED_TTL_MS, UNKNOWN_HISTORY_MS, UNKNOWN_TTL_MS_MAX, UNKNOWN_TTL_MS } from '../../../src/domain/memory/negative-cache.js'

t.test('an unknown token is refused without asking for a second', t => {
  const cache = new NegativeCache()
  t.notOk(cache.has('token', 0))
  cache.putUnknown('token', 0)
  t.ok(cache.has('token', UNKNOWN_TTL_MS - 1))
  t.notOk(cache.has('token', UNKNOWN_TTL_MS))
  t.equal(UNKNOWN_TTL_MS, 1000)
  t.end()
})

t.test('one that stays unknown is asked about less and less often, but never forgotten to be asked about', t => {
  const cache = new NegativeCache()
  const sentAtMs = []
  for (let nowMs = 0; nowMs < 30_000; nowMs += 500) {
    if (cache.has('token', nowMs)) continue
    sentAtMs.push(nowMs)
    cache.putUnknown('token', nowMs)
  }
  t.strictSame(sentAtMs, [0, 1000, 2000, 4000, 8000, 13_000, 18_000, 23_000, 28_000])
  t.equal(UNKNOWN_TTL_MS_MAX, 5000)
  t.end()
})

t.test('an ended token is refused without asking for as long as answers about it can be under way', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 100)
  t.ok(cache.has('token', 100 + ENDED_TTL_MS - 1))
  t.notOk(cache.has('token', 100 + ENDED_TTL_MS))
  t.end()
})

t.test('that the store does not know an ended stream does not shorten the memory of its end', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 0)
  cache.putUnknown('token', 100)
  t.ok(cache.has('token', ENDED_TTL_MS - 1))
  t.notOk(cache.invalidate('token', 200), 'nor does it make the end less of one')
  t.end()
})

t.test('nothing comes back from an end, whenever the question was asked', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 1000)
  t.notOk(cache.invalidate('token', 990))
  t.notOk(cache.invalidate('token', 1010))
  t.ok(cache.has('token', 1020))
  t.end()
})

t.test('an unknown token lives as soon as a later question says so, and not by an earlier one', t => {
  const cache = new NegativeCache()
  cache.putUnknown('token', 1000)
  t.notOk(cache.invalidate('token', 1000))
  t.ok(cache.has('token', 1001))
  t.ok(cache.invalidate('token', 1001))
  t.notOk(cache.has('token', 1001))
  cache.putUnknown('token', 9000)
  t.notOk(cache.has('token', 10_000), 'and when it dies again, that is something new')
  t.end()
})

t.test('a token never heard to be dead may live', t => {
  t.ok(new NegativeCache().invalidate('token', 0))
  t.end()
})

t.test('one that was left alone is forgotten, and another is not', t => {
  const cache = new NegativeCache()
  cache.putEnded('ended', false, 0)
  cache.putUnknown('unknown', 0)
  cache.sweep(UNKNOWN_TTL_MS + UNKNOWN_HISTORY_MS - 1)
  cache.putUnknown('unknown', 11_000)
  t.ok(cache.has('unknown', 11_000 + UNKNOWN_TTL_MS_MAX - 1), 'it is known for how long it has been unknown')
  cache.sweep(11_000 + UNKNOWN_TTL_MS_MAX + UNKNOWN_HISTORY_MS)
  cache.putUnknown('unknown', 27_000)
  t.notOk(cache.has('unknown', 27_000 + UNKNOWN_TTL_MS))
  t.ok(cache.has('ended', 27_000))
  t.end()
})

t.test('a flood of made-up tokens takes bounded memory, and the oldest goes first, sweeping or not', t => {
  const cache = new NegativeCache()
  cache.putUnknown('first', 0)
  cache.putUnknown('second', 0)
  for (let i = 0; i < NEGATIVE_ENTRIES_MAX - 1; i++) cache.putUnknown(`token ${i}`, 0)
  t.notOk(cache.has('first', 1))
  t.ok(cache.has('second', 1))
  t.ok(cache.has(`token ${NEGATIVE_ENTRIES_MAX - 2}`, 1))
  cache.sweep(1)
  cache.putUnknown('later', 1)
  t.notOk(cache.has('second', 1))
  t.ok(cache.has('token 0', 1))
  t.end()
})

t.test('that the operator ended a stream is known for longer, and is not unlearned', async t => {
  const cache = new NegativeCache()
  cache.putEnded('a', true, 0)
  cache.putEnded('a', false, 10)
  cache.putUnknown('a', 20)
  t.equal(cache.has('a', STOPPED_TTL_MS - 1), true)
  t.equal(cache.isStopped('a'), true)
  cache.putEnded('b', false, 0)
  t.equal(cache.isStopped('b'), false)
  t.equal(cache.isStopped('c'), false)
})
