import t from 'tap'
import { superviseStreams, POLL_INTERVAL_MS } from '../../../src/domain/renewal/supervise-streams.js'
import type { EndReason } from '../../../src/domain/stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { allowed, openRules } from '../../fixtures/open-rules.js'

const responses = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

/** A stream with a running response, and its client. */
async function start (options: { implicitRenewal?: boolean } = {}) {
  const clock = holdClock()
  const { implicitRenewal = true } = options
  const rules = openRules({ clock, implicitRenewal })
  const { token } = await rules.acquire()
  const known = allowed(await rules.check(token))
  const client = { takes: true, acknowledges: false, aborts: [] as EndReason[] }
  const detach = rules.memory.attach(known, {
    abort: reason => { client.aborts.push(reason) },
    hasProgressed: () => client.takes,
    isProgressing: () => client.acknowledges
  })
  rules.store.calls.renew = 0
  const stop = superviseStreams({ memory: rules.memory, clock, implicitRenewal, refresh: rules.refresh, graceMs: 0 })
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= POLL_INTERVAL_MS) {
      clock.advance(Math.min(left, POLL_INTERVAL_MS))
      await responses()
    }
  }
  return { clock, rules, token, known, client, detach, stop, pass }
}

t.test('a response continues while its client takes bytes, with a renewal every third of the expiry', async t => {
  const { rules, client, pass } = await start()
  await pass(120_000)
  t.strictSame(client.aborts, [])
  t.ok(rules.store.calls.renew >= 10 && rules.store.calls.renew <= 12, String(rules.store.calls.renew))
})

t.test('a response whose client takes nothing is aborted when its stream has ended, not before', async t => {
  const { rules, client, pass } = await start()
  client.takes = false
  await pass(30_000 - POLL_INTERVAL_MS)
  t.strictSame(client.aborts, [])
  await pass(POLL_INTERVAL_MS)
  t.strictSame(client.aborts, ['expired'])
  t.equal(rules.store.calls.renew, 0)
  t.equal(rules.memory.busy.size, 0)
})

t.test('bytes taken before a renewal was due do not cause it later', async t => {
  const { rules, client, pass } = await start()
  await pass(9000)
  client.takes = false
  await pass(21_000)
  t.equal(rules.store.calls.renew, 0)
  t.strictSame(client.aborts, ['expired'])
})

t.test('acknowledged bytes keep the stream of a client that seems stalled', async t => {
  const { client, pass } = await start()
  client.takes = false
  client.acknowledges = true
  await pass(60_000)
  t.strictSame(client.aborts, [])
})

t.test('a stalled response is not aborted while another gate renews its stream', async t => {
  const { rules, token, client, pass } = await start()
  client.takes = false
  for (let i = 0; i < 4; i++) {
    await pass(20_000)
    await rules.store.renew(token, 30)
  }
  t.strictSame(client.aborts, [])
  await pass(31_000)
  t.strictSame(client.aborts, ['expired'])
})

t.test('without implicit renewal, taking bytes does not renew', async t => {
  const { rules, client, pass } = await start({ implicitRenewal: false })
  await pass(30_000)
  t.strictSame(client.aborts, ['expired'])
  t.equal(rules.store.calls.renew, 0)
})

t.test('without implicit renewal, a response continues while its client renews', async t => {
  const { rules, token, client, pass } = await start({ implicitRenewal: false })
  for (let i = 0; i < 5; i++) {
    await pass(10_000)
    await rules.store.renew(token, 30)
  }
  t.strictSame(client.aborts, [])
})

t.test('while the store is unavailable, nothing is aborted and lookups are repeated once a second', async t => {
  const { rules, client, pass } = await start()
  rules.store.unavailable = true
  await pass(60_000)
  t.strictSame(client.aborts, [])
  t.ok(rules.faults.length <= 51, String(rules.faults.length))
  rules.store.unavailable = false
  await pass(2000)
  t.strictSame(client.aborts, ['expired'], 'the store decides')
})

t.test('a detached exchange is not polled', async t => {
  const { rules, detach, pass } = await start()
  detach()
  await pass(30_000)
  t.strictSame(rules.store.calls, { renew: 0, find: 0 })
  t.equal(rules.memory.size, 0, 'and its stream is swept')
})

t.test('after it is stopped, it does not poll', async t => {
  const { client, stop, pass } = await start()
  client.takes = false
  stop()
  await pass(60_000)
  t.strictSame(client.aborts, [])
})
