import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Exchange } from '../../../src/domain/memory/known-stream.js'
import { ENDED_MEMORY_MS, UNKNOWN_KEPT_MS, UNKNOWN_MEMORY_MS } from '../../../src/domain/memory/negative-cache.js'
import { DEAF_BELIEF_MS, StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import type { Subscription } from '../../../src/domain/stream-store.js'
import type { EndReason, Stream } from '../../../src/domain/stream.js'

const HEARS: Subscription = { sinceMs: -Infinity, lostMs: -Infinity }
const stream = (remainingMs = 30_000, token: string = randomUUID()): Stream => ({ token, viewer: 'ann', remainingMs })

function opened (hearing: Subscription = HEARS) {
  const state = { hearing }
  return { memory: new StreamMemory(() => state.hearing), state }
}

function recorded (): Exchange & { cuts: EndReason[] } {
  const cuts: EndReason[] = []
  return { cuts, cut: reason => { cuts.push(reason) }, hasProgressed: () => false, isProgressing: () => false }
}

t.test('a stream is believed for what was left of it when the question was sent, and not a moment longer', t => {
  const { memory } = opened()
  const { token } = memory.learn(stream(30_000), 100)!
  t.ok(memory.believed(token, 30_099))
  t.notOk(memory.believed(token, 30_100))
  t.end()
})

t.test('renewal is due when a third of the life is gone', t => {
  t.equal(opened().memory.learn(stream(30_000), 100)?.renewAfterMs, 10_100)
  t.end()
})

t.test('the answer to the later question wins, in whatever order answers come', t => {
  const { memory } = opened()
  const token = randomUUID()
  const known = memory.learn(stream(30_000, token), 5000)
  t.equal(memory.learn(stream(30_000, token), 1000), known, 'there is one memory of a stream')
  t.equal(known?.validUntilMs, 35_000)
  memory.learn(stream(30_000, token), 6000)
  t.equal(known?.validUntilMs, 36_000)
  t.end()
})

t.test('while ends cannot be heard, a stream is believed for a second only', t => {
  const { memory } = opened({ sinceMs: undefined, lostMs: -Infinity })
  const { token } = memory.learn(stream(), 100)!
  t.ok(memory.believed(token, 100 + DEAF_BELIEF_MS - 1))
  t.notOk(memory.believed(token, 100 + DEAF_BELIEF_MS))
  t.equal(DEAF_BELIEF_MS, 1000)
  t.end()
})

t.test('a stream verified while ends were heard is believed for a second after hearing was lost', t => {
  const { memory, state } = opened({ sinceMs: 0, lostMs: -Infinity })
  const { token } = memory.learn(stream(), 100)!
  state.hearing = { sinceMs: undefined, lostMs: 5000 }
  t.ok(memory.believed(token, 5999))
  t.notOk(memory.believed(token, 6000))
  t.end()
})

t.test('hearing that came back says nothing of ends announced in between', t => {
  const { memory, state } = opened({ sinceMs: 0, lostMs: -Infinity })
  const { token } = memory.learn(stream(), 100)!
  state.hearing = { sinceMs: 5500, lostMs: 5000 }
  t.notOk(memory.believed(token, 7000))
  memory.learn(stream(30_000, token), 7000)
  t.ok(memory.believed(token, 30_000), 'verified anew, it is believed to its end')
  t.end()
})

t.test('an answer that crossed the end of its stream brings nothing back', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.learn(stream(30_000, token), 0)
  memory.end(token, 'released', 1000)
  t.equal(memory.learn(stream(30_000, token), 990), undefined)
  t.notOk(memory.believed(token, 1001))
  t.ok(memory.isDead(token, 1000 + ENDED_MEMORY_MS - 1))
  t.end()
})

t.test('an unknown token is dead for a second, unless the store is asked again and says that it lives', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.learnUnknown(token, 0)
  t.ok(memory.isDead(token, UNKNOWN_MEMORY_MS - 1))
  t.notOk(memory.isDead(token, UNKNOWN_MEMORY_MS))
  const known = memory.learn(stream(30_000, token), 10)
  t.ok(known)
  t.notOk(memory.isDead(token, 20))
  t.equal(memory.believed(token, 20), known)
  t.end()
})

t.test('an answer that crossed the news that its token is unknown brings nothing back', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.learn(stream(30_000, token), 0)
  memory.learnUnknown(token, 1000)
  t.equal(memory.learn(stream(30_000, token), 990), undefined)
  t.ok(memory.isDead(token, 1001))
  t.end()
})

t.test('the end of a stream cuts all that runs on it, once, and says why', t => {
  const { memory } = opened()
  const known = memory.learn(stream(), 0)!
  const exchanges = [recorded(), recorded()]
  for (const exchange of exchanges) memory.attach(known, exchange)
  const other = recorded()
  memory.attach(memory.learn(stream(), 0)!, other)

  t.equal(memory.end(known.token, 'released', 1), 2)
  t.equal(memory.end(known.token, 'expired', 2), 0)
  for (const { cuts } of exchanges) t.strictSame(cuts, ['released'])
  t.strictSame(other.cuts, [])
  t.end()
})

t.test('what is over is not cut', t => {
  const { memory } = opened()
  const known = memory.learn(stream(), 0)!
  const exchange = recorded()
  const detach = memory.attach(known, exchange)
  t.ok(memory.busy.has(known))
  detach()
  t.notOk(memory.busy.has(known))
  memory.end(known.token, 'released', 1)
  t.strictSame(exchange.cuts, [])
  t.end()
})

t.test('a stream is busy until the last of its exchanges is over', t => {
  const { memory } = opened()
  const known = memory.learn(stream(), 0)!
  const [first, second] = [memory.attach(known, recorded()), memory.attach(known, recorded())]
  first()
  t.ok(memory.busy.has(known))
  second()
  t.notOk(memory.busy.has(known))
  t.end()
})

t.test('what starts on a stream that ended since its decision is cut at once', t => {
  const { memory } = opened()
  const known = memory.learn(stream(), 0)!
  memory.end(known.token, 'released', 1)
  const exchange = recorded()
  memory.attach(known, exchange)()
  t.equal(exchange.cuts.length, 1)
  t.equal(memory.busy.size, 0)
  t.end()
})

t.test('sweeping drops what no longer holds, but never a stream that something runs on', t => {
  const { memory } = opened()
  memory.learn(stream(1000), 0)
  memory.learn(stream(9000), 0)
  const busy = memory.learn(stream(1000), 0)!
  const detach = memory.attach(busy, recorded())
  memory.learnUnknown('unknown', 0)
  t.equal(memory.size, 3)
  memory.sweep(1000, 0)
  t.equal(memory.size, 2)
  detach()
  memory.sweep(1000, 0)
  t.equal(memory.size, 1)
  memory.sweep(9000, 0)
  t.equal(memory.size, 0)
  t.end()
})

t.test('sweeping forgets the dead whose time is up and keeps the others', t => {
  const { memory } = opened()
  memory.end('ended', 'released', 0)
  memory.learnUnknown('unknown', 0)
  memory.sweep(UNKNOWN_MEMORY_MS + UNKNOWN_KEPT_MS, 0)
  t.ok(memory.isDead('ended', UNKNOWN_MEMORY_MS + UNKNOWN_KEPT_MS))
  t.ok(memory.learn(stream(1000, 'unknown'), 0), 'forgotten')
  t.end()
})
