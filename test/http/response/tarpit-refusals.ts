import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { TARPIT_SHARE, TARPIT_POLL_MS, TARPIT_MS } from '../../../src/http/response/tarpit-refusals.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { hasClosed, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

/** A gate that throttles the second consecutive request with an ended token, and a token that has made its first. */
async function throttling (t: Test, given: Parameters<typeof openGate>[1] = {}) {
  const clock = holdClock()
  const gate = await openGate(t, { endedTokenRequests: 1, clock, origins: ['https://page.example'], ...given })
  const token = randomUUID()
  await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': token } })
  const request = `GET /film.mp4 HTTP/1.1\r\nHost: a\r\nOrigin: https://page.example\r\nX-Stream-Token: ${token}\r\n\r\n`
  const askDelayed = async (count = 1, bytes = request) => {
    const before = gate.tarpitCounts.now
    const raws = await Promise.all(Array.from({ length: count }, () => gate.speak()))
    await Promise.all(raws.map(raw => raw.send(bytes)))
    await until(() => gate.tarpitCounts.now === before + count)
    return raws
  }
  return { gate, clock, token, request, askDelayed }
}

t.test('repeated requests with an ended token get a delayed 429 with code 23', async t => {
  const { gate, clock, askDelayed } = await throttling(t)
  const [raw] = await askDelayed()
  clock.advance(TARPIT_MS - TARPIT_POLL_MS)
  // One round trip later a response would have arrived.
  await fetch(gate.url)
  t.equal(raw!.received(), '')
  clock.advance(2 * TARPIT_POLL_MS)
  const response = await raw!.receive(/\}$/)
  t.match(response, /^HTTP\/1\.1 429 /)
  t.match(response, /X-Stream-Error: 23\r\n/)
  t.match(response, /Retry-After: 10\r\n/)
  t.match(response, /Cache-Control: no-store\r\n/)
  t.match(response, /Access-Control-Allow-Origin: https:\/\/page\.example\r\n/, 'readable for the page')
  t.strictSame(gate.tarpitCounts, { now: 0, tarpitted: 1, immediate: 0 })
  t.strictSame(gate.refusals.map(({ refused }) => refused), ['token-unknown', 'too-many-refusals'])
  t.equal(gate.forwarded.length, 0)
})

t.test('the connection stays usable afterwards', async t => {
  const { clock, askDelayed } = await throttling(t)
  const [raw] = await askDelayed()
  await raw!.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  clock.advance(2 * TARPIT_MS)
  t.match(await raw!.receive(/"ok"/), /^HTTP\/1\.1 429 [^]*HTTP\/1\.1 200 /)
})

t.test('delayed refusals are sent in the order of their requests', async t => {
  const { gate, clock, askDelayed } = await throttling(t)
  const [first] = await askDelayed()
  clock.advance(TARPIT_MS / 2)
  const [second] = await askDelayed()
  clock.advance(TARPIT_MS / 2 + TARPIT_POLL_MS)
  await first!.receive(/ 429 /)
  t.equal(gate.tarpitCounts.now, 1)
  t.equal(second!.received(), '')
  clock.advance(TARPIT_MS)
  await second!.receive(/ 429 /)
})

t.test('a delayed refusal is dropped when its client leaves', async t => {
  const { gate, clock, askDelayed } = await throttling(t)
  const [raw] = await askDelayed()
  raw!.socket.destroy()
  await until(() => gate.tarpitCounts.now === 0)
  clock.advance(2 * TARPIT_MS)
  t.equal(gate.refusals.length, 1, 'no refusal is sent without a client')
})

t.test('the delayed refusals of pipelined requests are dropped with their connection', async t => {
  const { gate, token, askDelayed } = await throttling(t)
  const [raw] = await askDelayed()
  await raw!.send(`GET /2 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`.repeat(3))
  await until(() => gate.tarpitCounts.now === 4)
  raw!.socket.destroy()
  await until(() => gate.tarpitCounts.now === 0)
})

t.test('an eighth of the connections may be delayed, the others are refused immediately', async t => {
  const maxConnections = 40
  const { gate, request, askDelayed } = await throttling(t, { limits: { maxConnections } })
  await askDelayed(maxConnections * TARPIT_SHARE)
  const raw = await gate.speak()
  await raw.send(request)
  t.match(await raw.receive(/\}$/), /^HTTP\/1\.1 429 /)
  t.strictSame(gate.tarpitCounts, { now: 5, tarpitted: 5, immediate: 1 })
})

t.test('a drain sends all delayed refusals immediately, and delays no more', async t => {
  const { gate, request, askDelayed } = await throttling(t)
  const raws = await askDelayed(3)
  const late = await gate.speak()
  gate.listener.drain()
  for (const raw of raws) t.match(await raw.closed(), /^HTTP\/1\.1 429 [^]*Connection: close\r\n/)
  await late.send(request)
  t.match(await late.closed(), /^HTTP\/1\.1 429 /)
  t.strictSame(gate.tarpitCounts, { now: 0, tarpitted: 3, immediate: 1 })
})

t.test('no timer runs while no refusal is delayed', async t => {
  let running = 0
  const held = holdClock()
  const clock = {
    ...held,
    every: (intervalMs: number, task: () => void) => {
      if (intervalMs === TARPIT_POLL_MS) running++
      const stop = held.every(intervalMs, task)
      return () => {
        if (intervalMs === TARPIT_POLL_MS) running--
        stop()
      }
    }
  }
  const { askDelayed } = await throttling(t, { clock })
  t.equal(running, 0)
  for (let round = 0; round < 2; round++) {
    const raws = await askDelayed(3)
    t.equal(running, 1, 'one timer for all of them')
    held.advance(2 * TARPIT_MS)
    t.equal(running, 0)
    await Promise.all(raws.map(async raw => await raw.receive(/ 429 /)))
  }
})

t.test('the body of a delayed request is not parsed as the next request', async t => {
  const { clock, token, askDelayed } = await throttling(t)
  const upload = `POST /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\nContent-Length: 20\r\n\r\n`
  const [raw] = await askDelayed(1, upload)
  await raw!.send('GET /1 HTTP/1.1\r\n\r\n\n')
  clock.advance(2 * TARPIT_MS)
  await raw!.receive(/\}$/)
  await raw!.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.strictSame((await raw!.closed()).match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 429', 'HTTP/1.1 200'])
})

t.test('a WebSocket with an ended token is refused immediately', async t => {
  const { gate, token } = await throttling(t, { tunnel: () => { t.fail('it was forwarded') } })
  const raw = await gate.speak()
  await raw.send(`GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Stream-Token: ${token}\r\n\r\n`)
  t.match(await raw.receive(/\}$/), /^HTTP\/1\.1 429 [^]*X-Stream-Error: 23\r\n/)
  raw.socket.end()
  await hasClosed(raw.socket)
  t.equal(gate.tarpitCounts.tarpitted, 0)
})
