import t from 'tap'
import { NEGATIVE_ENTRIES_MAX, NegativeCache, STOPPED_TTL_MS, ENDED_TTL_MS, UNKNOWN_HISTORY_MS, UNKNOWN_TTL_MS_MAX, UNKNOWN_TTL_MS } from '../../../src/domain/memory/negative-cache.js'

t.test('an unknown token is cached for a second', t => {
  const cache = new NegativeCache()
  t.notOk(cache.has('token', 0))
  cache.putUnknown('token', 0)
  t.ok(cache.has('token', UNKNOWN_TTL_MS - 1))
  t.notOk(cache.has('token', UNKNOWN_TTL_MS))
  t.equal(UNKNOWN_TTL_MS, 1000)
  t.end()
})

t.test('a token that stays unknown is cached longer and longer, up to a maximum', t => {
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

t.test('an ended token is cached for as long as responses about it can be in flight', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 100)
  t.ok(cache.has('token', 100 + ENDED_TTL_MS - 1))
  t.notOk(cache.has('token', 100 + ENDED_TTL_MS))
  t.end()
})

t.test('a lookup that does not find an ended stream does not shorten its entry', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 0)
  cache.putUnknown('token', 100)
  t.ok(cache.has('token', ENDED_TTL_MS - 1))
  t.notOk(cache.invalidate('token', 200), 'and the end stays final')
  t.end()
})

t.test('no lookup revives an ended stream, whenever it was sent', t => {
  const cache = new NegativeCache()
  cache.putEnded('token', false, 1000)
  t.notOk(cache.invalidate('token', 990))
  t.notOk(cache.invalidate('token', 1010))
  t.ok(cache.has('token', 1020))
  t.end()
})

t.test('a later lookup that finds a stream alive removes its entry, an earlier one does not', t => {
  const cache = new NegativeCache()
  cache.putUnknown('token', 1000)
  t.notOk(cache.invalidate('token', 1000))
  t.ok(cache.has('token', 1001))
  t.ok(cache.invalidate('token', 1001))
  t.notOk(cache.has('token', 1001))
  cache.putUnknown('token', 9000)
  t.notOk(cache.has('token', 10_000), 'when it is unknown again, it starts over')
  t.end()
})

t.test('a token without an entry may be alive', t => {
  t.ok(new NegativeCache().invalidate('token', 0))
  t.end()
})

t.test('sweeping removes expired entries and keeps the others', t => {
  const cache = new NegativeCache()
  cache.putEnded('ended', false, 0)
  cache.putUnknown('unknown', 0)
  cache.sweep(UNKNOWN_TTL_MS + UNKNOWN_HISTORY_MS - 1)
  cache.putUnknown('unknown', 11_000)
  t.ok(cache.has('unknown', 11_000 + UNKNOWN_TTL_MS_MAX - 1), 'the time since it is unknown is kept')
  cache.sweep(11_000 + UNKNOWN_TTL_MS_MAX + UNKNOWN_HISTORY_MS)
  cache.putUnknown('unknown', 27_000)
  t.notOk(cache.has('unknown', 27_000 + UNKNOWN_TTL_MS))
  t.ok(cache.has('ended', 27_000))
  t.end()
})

t.test('a flood of made-up tokens takes bounded memory: the oldest entry is dropped, with or without sweeping', t => {
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

t.test('a stopped stream is cached for longer, and stays stopped', async t => {
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
