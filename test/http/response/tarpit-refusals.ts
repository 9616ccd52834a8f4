import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { TARPIT_SHARE, TARPIT_POLL_MS, TARPIT_MS } from '../../../src/http/response/tarpit-refusals.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { hasClosed, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

/** A gate that throttles the second request in a row by a dead token, and one that made its first. */
async function throttling (t: Test, given: Parameters<typeof openGate>[1] = {}) {
  const clock = holdClock()
  const gate = await openGate(t, { endedTokenRequests: 1, clock, origins: ['https://page.example'], ...given })
  const token = randomUUID()
  await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': token } })
  const request = `GET /film.mp4 HTTP/1.1\r\nHost: a\r\nOrigin: https://page.example\r\nX-Stream-Token: ${token}\r\n\r\n`
  const askHeld = async (count = 1, bytes = request) => {
    const before = gate.tarpitCounts.now
    const raws = await Promise.all(Array.from({ length: count }, () => gate.speak()))
    await Promise.all(raws.map(raw => raw.say(bytes)))
    await until(() => gate.tarpitCounts.now === before + count)
    return raws
  }
  return { gate, clock, token, request, askHeld }
}

t.test('a dead token that keeps coming back is answered 429 with code 23, and late', async t => {
  const { gate, clock, askHeld } = await throttling(t)
  const [raw] = await askHeld()
  clock.advance(TARPIT_MS - TARPIT_POLL_MS)
  // One round trip later an answer would have arrived.
  await fetch(gate.url)
  t.equal(raw!.heard(), '')
  clock.advance(2 * TARPIT_POLL_MS)
  const answer = await raw!.hear(/\}$/)
  t.match(answer, /^HTTP\/1\.1 429 /)
  t.match(answer, /X-Stream-Error: 23\r\n/)
  t.match(answer, /Retry-After: 10\r\n/)
  t.match(answer, /Cache-Control: no-store\r\n/)
  t.match(answer, /Access-Control-Allow-Origin: https:\/\/page\.example\r\n/, 'so that a page can read it')
  t.strictSame(gate.tarpitCounts, { now: 0, tarpitted: 1, immediate: 0 })
  t.strictSame(gate.refusals.map(({ refused }) => refused), ['token-unknown', 'too-many-refusals'])
  t.equal(gate.passed.length, 0)
})

t.test('the connection serves on afterwards', async t => {
  const { clock, askHeld } = await throttling(t)
  const [raw] = await askHeld()
  await raw!.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  clock.advance(2 * TARPIT_MS)
  t.match(await raw!.hear(/"ok"/), /^HTTP\/1\.1 429 [^]*HTTP\/1\.1 200 /)
})

t.test('answers become due in the order of their requests', async t => {
  const { gate, clock, askHeld } = await throttling(t)
  const [first] = await askHeld()
  clock.advance(TARPIT_MS / 2)
  const [second] = await askHeld()
  clock.advance(TARPIT_MS / 2 + TARPIT_POLL_MS)
  await first!.hear(/ 429 /)
  t.equal(gate.tarpitCounts.now, 1)
  t.equal(second!.heard(), '')
  clock.advance(TARPIT_MS)
  await second!.hear(/ 429 /)
})

t.test('one that waits is forgotten when its client leaves', async t => {
  const { gate, clock, askHeld } = await throttling(t)
  const [raw] = await askHeld()
  raw!.socket.destroy()
  await until(() => gate.tarpitCounts.now === 0)
  clock.advance(2 * TARPIT_MS)
  t.equal(gate.refusals.length, 1, 'nothing was answered to nobody')
})

t.test('requests that were sent one after the other without waiting are forgotten with their connection', async t => {
  const { gate, token, askHeld } = await throttling(t)
  const [raw] = await askHeld()
  await raw!.say(`GET /2 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`.repeat(3))
  await until(() => gate.tarpitCounts.now === 4)
  raw!.socket.destroy()
  await until(() => gate.tarpitCounts.now === 0)
})

t.test('an eighth of the connections may wait, others are answered at once', async t => {
  const maxConnections = 40
  const { gate, request, askHeld } = await throttling(t, { limits: { maxConnections } })
  await askHeld(maxConnections * TARPIT_SHARE)
  const raw = await gate.speak()
  await raw.say(request)
  t.match(await raw.hear(/\}$/), /^HTTP\/1\.1 429 /)
  t.strictSame(gate.tarpitCounts, { now: 5, tarpitted: 5, immediate: 1 })
})

t.test('a drain answers all that wait at once, and holds no more', async t => {
  const { gate, request, askHeld } = await throttling(t)
  const raws = await askHeld(3)
  const late = await gate.speak()
  gate.listener.drain()
  for (const raw of raws) t.match(await raw.closed(), /^HTTP\/1\.1 429 [^]*Connection: close\r\n/)
  await late.say(request)
  t.match(await late.closed(), /^HTTP\/1\.1 429 /)
  t.strictSame(gate.tarpitCounts, { now: 0, tarpitted: 3, immediate: 1 })
})

t.test('nothing is looked for while nothing waits', async t => {
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
  const { askHeld } = await throttling(t, { clock })
  t.equal(running, 0)
  for (let round = 0; round < 2; round++) {
    const raws = await askHeld(3)
    t.equal(running, 1, 'one timer for all')
    held.advance(2 * TARPIT_MS)
    t.equal(running, 0)
    await Promise.all(raws.map(async raw => await raw.hear(/ 429 /)))
  }
})

t.test('a body that comes with a request that waits is no part of the next one', async t => {
  const { clock, token, askHeld } = await throttling(t)
  const upload = `POST /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\nContent-Length: 20\r\n\r\n`
  const [raw] = await askHeld(1, upload)
  await raw!.say('GET /1 HTTP/1.1\r\n\r\n\n')
  clock.advance(2 * TARPIT_MS)
  await raw!.hear(/\}$/)
  await raw!.say('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.strictSame((await raw!.closed()).match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 429', 'HTTP/1.1 200'])
})

t.test('a WebSocket by such a token is refused at once', async t => {
  const { gate, token } = await throttling(t, { tunnel: () => { t.fail('it passed') } })
  const raw = await gate.speak()
  await raw.say(`GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Stream-Token: ${token}\r\n\r\n`)
  t.match(await raw.hear(/\}$/), /^HTTP\/1\.1 429 [^]*X-Stream-Error: 23\r\n/)
  raw.socket.end()
  await hasClosed(raw.socket)
  t.equal(gate.tarpitCounts.tarpitted, 0)
})
