import t, { type Test } from 'tap'
import type { StreamOptions, Environment } from '../../client/src/index.js'
import { holdClock } from '../fixtures/hold-clock.js'
import { openGate } from '../fixtures/open-gate.js'
import { openPage } from '../fixtures/open-page.js'
import { callStreams } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

const TRANSPORTS = { path: true, query: 'stream_token', cookie: { name: 'stream_token' } }

async function start (t: Test, options: Partial<StreamOptions> = {}, parts: Partial<Environment> = {}) {
  const clock = holdClock()
  const gate = await openGate(t, { clock, limit: 1, transports: TRANSPORTS })
  const page = await openPage(t, { url: gate.url, clock }, options, parts)
  await page.stream.start()
  return { gate, page }
}

async function isFree (gate: { url: string }): Promise<boolean> {
  return (await callStreams(gate.url, { session: 'ann' })).status === 200
}

t.test('releasing a stream frees its slot', async t => {
  const { gate, page: { stream, events, timerCount } } = await start(t)
  await stream.release()
  t.ok(await isFree(gate))
  t.same(events.at(-1), { type: 'released', detail: { leaving: false } })
  t.same([stream.state, stream.token, stream.headers(), timerCount()], ['ended', undefined, {}, 0])
})

t.test('a repeated release sends one call, and a release without a stream sends none', async t => {
  const { page: { stream, calls, events } } = await start(t)
  await Promise.all([stream.release(), stream.release()])
  await stream.release()
  t.equal(calls.length, 2)
  t.equal(events.filter(({ type }) => type === 'released').length, 1)
})

t.test('a release resolves even if the gate is unreachable', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  await page.stream.release()
  t.equal(page.stream.state, 'ended')
})

t.test('a release during a renewal ends the stream', async t => {
  const { gate, page } = await start(t)
  let answer = (): void => {}
  gate.store.responsesHeldBy = new Promise(resolve => { answer = resolve })
  page.advance(10_000)
  await until(() => gate.store.calls.renew === 1)
  gate.store.responsesHeldBy = undefined
  await page.stream.release()
  answer()
  t.ok(await isFree(gate))
  t.same(page.events.map(({ type }) => type), ['started', 'released'])
  t.equal(page.timerCount(), 0)
})

t.test('a release from an event listener ends the stream', async t => {
  const clock = holdClock()
  const gate = await openGate(t, { clock, limit: 1 })
  const page = await openPage(t, { url: gate.url, clock })
  page.stream.addEventListener('started', () => { page.stream.release() }, { once: true })
  const released = page.next('released')
  await page.stream.start()
  await released
  t.ok(await isFree(gate))
  t.equal(page.timerCount(), 0)
})

for (const transport of ['header', 'path', 'cookie', 'query'] as const) {
  t.test(`leaving the page frees its slot: ${transport}`, async t => {
    const { gate, page: { stream, window, events, calls, timerCount } } = await start(t, { transport })
    window.dispatchEvent(new Event('pagehide'))
    t.match(calls.at(-1), { method: 'DELETE', init: { keepalive: true, credentials: transport === 'cookie' ? 'include' : 'same-origin' } })
    t.same(events.at(-1), { type: 'released', detail: { leaving: true } })
    t.same([stream.state, timerCount()], ['ended', 0])
    await until(() => isFree(gate))
  })
}

t.test('leaving the page sends a beacon if fetch cannot outlive the page', async t => {
  const beacons: string[] = []
  const sent: Array<Promise<Response>> = []
  const sendBeacon = (url: string, body: string): boolean => {
    beacons.push(url)
    sent.push(fetch(url, { method: 'POST', body }))
    return true
  }
  const { gate, page: { window, calls } } = await start(t, {}, { supportsKeepalive: false, sendBeacon })
  window.dispatchEvent(new Event('pagehide'))
  t.same(beacons, [`${gate.url}/streams/release`])
  t.equal(calls.length, 1)
  t.equal((await sent[0])?.status, 204)
  t.ok(await isFree(gate))
})

t.test('leaving the page without a stream sends nothing', async t => {
  const { page: { stream, window, calls } } = await start(t)
  await stream.release()
  window.dispatchEvent(new Event('pagehide'))
  t.equal(calls.length, 2)
})

t.test('leaving the page without a network ends the stream without an error', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  page.window.dispatchEvent(new Event('pagehide'))
  t.equal(page.stream.state, 'ended')
})
