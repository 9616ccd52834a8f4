import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Exchange } from '../../../src/domain/memory/known-stream.js'
import { ENDED_TTL_MS, UNKNOWN_HISTORY_MS, UNKNOWN_TTL_MS } from '../../../src/domain/memory/negative-cache.js'
import { UNSUBSCRIBED_FRESH_MS, StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import type { Subscription } from '../../../src/domain/stream-store.js'
import type { EndReason, Stream } from '../../../src/domain/stream.js'

const SUBSCRIBED: Subscription = { sinceMs: -Infinity, lostMs: -Infinity }
const stream = (remainingMs = 30_000, token: string = randomUUID()): Stream => ({ token, viewer: 'ann', remainingMs })

function opened (subscription: Subscription = SUBSCRIBED) {
  const state = { subscription }
  return { memory: new StreamMemory(() => state.subscription), state }
}

function recorded (): Exchange & { aborts: EndReason[] } {
  const aborts: EndReason[] = []
  return { aborts, abort: reason => { aborts.push(reason) }, hasProgressed: () => false, isProgressing: () => false }
}

t.test('a stream is fresh for its remaining life, counted from when the lookup was sent', t => {
  const { memory } = opened()
  const { token } = memory.put(stream(30_000), 100)!
  t.ok(memory.fresh(token, 30_099))
  t.notOk(memory.fresh(token, 30_100))
  t.end()
})

t.test('renewal is due after a third of the life', t => {
  t.equal(opened().memory.put(stream(30_000), 100)?.renewAfterMs, 10_100)
  t.end()
})

t.test('the response to the later lookup wins, in whatever order responses arrive', t => {
  const { memory } = opened()
  const token = randomUUID()
  const known = memory.put(stream(30_000, token), 5000)
  t.equal(memory.put(stream(30_000, token), 1000), known, 'there is one entry per stream')
  t.equal(known?.validUntilMs, 35_000)
  memory.put(stream(30_000, token), 6000)
  t.equal(known?.validUntilMs, 36_000)
  t.end()
})

t.test('while unsubscribed, a stream is fresh for a second only', t => {
  const { memory } = opened({ sinceMs: undefined, lostMs: -Infinity })
  const { token } = memory.put(stream(), 100)!
  t.ok(memory.fresh(token, 100 + UNSUBSCRIBED_FRESH_MS - 1))
  t.notOk(memory.fresh(token, 100 + UNSUBSCRIBED_FRESH_MS))
  t.equal(UNSUBSCRIBED_FRESH_MS, 1000)
  t.end()
})

t.test('a stream verified while subscribed is fresh for a second after the subscription was lost', t => {
  const { memory, state } = opened({ sinceMs: 0, lostMs: -Infinity })
  const { token } = memory.put(stream(), 100)!
  state.subscription = { sinceMs: undefined, lostMs: 5000 }
  t.ok(memory.fresh(token, 5999))
  t.notOk(memory.fresh(token, 6000))
  t.end()
})

t.test('a new subscription does not make a stream fresh that was verified before it', t => {
  const { memory, state } = opened({ sinceMs: 0, lostMs: -Infinity })
  const { token } = memory.put(stream(), 100)!
  state.subscription = { sinceMs: 5500, lostMs: 5000 }
  t.notOk(memory.fresh(token, 7000))
  memory.put(stream(30_000, token), 7000)
  t.ok(memory.fresh(token, 30_000), 'verified again, it is fresh to its end')
  t.end()
})

t.test('a response that was overtaken by the end of its stream does not revive it', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.put(stream(30_000, token), 0)
  memory.end(token, 'released', 1000)
  t.equal(memory.put(stream(30_000, token), 990), undefined)
  t.notOk(memory.fresh(token, 1001))
  t.ok(memory.isNegative(token, 1000 + ENDED_TTL_MS - 1))
  t.end()
})

t.test('an unknown token is negative for a second, unless a later lookup finds its stream alive', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.putNegative(token, 0)
  t.ok(memory.isNegative(token, UNKNOWN_TTL_MS - 1))
  t.notOk(memory.isNegative(token, UNKNOWN_TTL_MS))
  const known = memory.put(stream(30_000, token), 10)
  t.ok(known)
  t.notOk(memory.isNegative(token, 20))
  t.equal(memory.fresh(token, 20), known)
  t.end()
})

t.test('a response that was overtaken by a lookup without result does not revive its stream', t => {
  const { memory } = opened()
  const token = randomUUID()
  memory.put(stream(30_000, token), 0)
  memory.putNegative(token, 1000)
  t.equal(memory.put(stream(30_000, token), 990), undefined)
  t.ok(memory.isNegative(token, 1001))
  t.end()
})

t.test('the end of a stream aborts each of its exchanges once, with the reason', t => {
  const { memory } = opened()
  const known = memory.put(stream(), 0)!
  const exchanges = [recorded(), recorded()]
  for (const exchange of exchanges) memory.attach(known, exchange)
  const other = recorded()
  memory.attach(memory.put(stream(), 0)!, other)

  t.equal(memory.end(known.token, 'released', 1), 2)
  t.equal(memory.end(known.token, 'expired', 2), 0)
  for (const { aborts } of exchanges) t.strictSame(aborts, ['released'])
  t.strictSame(other.aborts, [])
  t.end()
})

t.test('a detached exchange is not aborted', t => {
  const { memory } = opened()
  const known = memory.put(stream(), 0)!
  const exchange = recorded()
  const detach = memory.attach(known, exchange)
  t.ok(memory.busy.has(known))
  detach()
  t.notOk(memory.busy.has(known))
  memory.end(known.token, 'released', 1)
  t.strictSame(exchange.aborts, [])
  t.end()
})

t.test('a stream is busy until its last exchange is detached', t => {
  const { memory } = opened()
  const known = memory.put(stream(), 0)!
  const [first, second] = [memory.attach(known, recorded()), memory.attach(known, recorded())]
  first()
  t.ok(memory.busy.has(known))
  second()
  t.notOk(memory.busy.has(known))
  t.end()
})

t.test('an exchange that starts after its stream has ended is aborted immediately', t => {
  const { memory } = opened()
  const known = memory.put(stream(), 0)!
  memory.end(known.token, 'released', 1)
  const exchange = recorded()
  memory.attach(known, exchange)()
  t.equal(exchange.aborts.length, 1)
  t.equal(memory.busy.size, 0)
  t.end()
})

t.test('sweeping removes expired streams, except those with running exchanges', t => {
  const { memory } = opened()
  memory.put(stream(1000), 0)
  memory.put(stream(9000), 0)
  const busy = memory.put(stream(1000), 0)!
  const detach = memory.attach(busy, recorded())
  memory.putNegative('unknown', 0)
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

t.test('sweeping removes expired negative entries and keeps the others', t => {
  const { memory } = opened()
  memory.end('ended', 'released', 0)
  memory.putNegative('unknown', 0)
  memory.sweep(UNKNOWN_TTL_MS + UNKNOWN_HISTORY_MS, 0)
  t.ok(memory.isNegative('ended', UNKNOWN_TTL_MS + UNKNOWN_HISTORY_MS))
  t.ok(memory.put(stream(1000, 'unknown'), 0), 'forgotten')
  t.end()
})
