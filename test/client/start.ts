import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { openStream, StreamRefused, StreamUnreachable } from '../../client/src/index.js'
import { holdClock } from '../fixtures/hold-clock.js'
import { openGate } from '../fixtures/open-gate.js'
import { openPage } from '../fixtures/open-page.js'
import { callStreams } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

async function open (t: Test, options: Parameters<typeof openGate>[1] = {}) {
  const clock = holdClock()
  const gate = await openGate(t, { clock, ...options })
  return { clock, gate, page: await openPage(t, { url: gate.url, clock }) }
}

/** A server that answers everything alike, or not at all. */
async function startServer (t: Test, answer?: { status: number, body: string, headers?: Record<string, string> }): Promise<string> {
  const server = createServer((_, response) => {
    if (answer !== undefined) response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('a started stream is live, and its token gives access to video', async t => {
  const { gate, page: { stream, events } } = await open(t)
  t.same([stream.state, stream.token, stream.headers()], ['idle', undefined, {}])
  await stream.start()
  t.equal(stream.state, 'live')
  t.equal((await fetch(stream.url('/live/main.m3u8'), { headers: stream.headers() })).status, 200)
  t.match(gate.forwarded[0]?.request.url, '/live/main.m3u8')
  t.same(events, [{ type: 'started', detail: { token: stream.token, expiresInSeconds: 30, limit: 3, active: 1, resumed: false } }])
})

t.test('starting again on the same device takes over its stream', async t => {
  const { clock, gate } = await open(t)
  const streams = [await openPage(t, { url: gate.url, clock }, { device: 'tv' }), await openPage(t, { url: gate.url, clock }, { device: 'tv' })].map(({ stream }) => stream)
  for (const stream of streams) await stream.start()
  t.equal(streams[0]?.token, streams[1]?.token)
})

t.test('concurrent starts share one call, and a start on a live stream sends none', async t => {
  const { page: { stream, calls } } = await open(t)
  const first = stream.start()
  await stream.start()
  t.equal(stream.state, 'live')
  await first
  await stream.start()
  t.equal(calls.length, 1)
})

t.test('a start beyond the limit is refused, and succeeds after a slot is free', async t => {
  const { clock, gate, page } = await open(t, { limit: 1 })
  await page.stream.start()
  const second = await openPage(t, { url: gate.url, clock })
  const refusal = { code: 2, status: 401, message: /^Too many streams/, retryAfterSeconds: undefined }
  const error = await second.stream.start().catch((error: unknown) => error)
  t.type(error, StreamRefused)
  t.match(error, { name: 'StreamRefused', ...refusal })
  t.match(second.events, [{ type: 'refused', detail: { ...refusal, resumed: false } }])
  t.same([second.stream.state, second.timerCount()], ['idle', 0])

  await page.stream.release()
  await second.stream.start()
  t.equal(second.stream.state, 'live')
})

t.test('a refusal carries the time to wait', async t => {
  const { page: { stream } } = await open(t, { perSecond: 0.25 })
  await t.rejects(stream.start(), { code: 8, status: 429, retryAfterSeconds: 4 })
})

t.test('a start without a network rejects with StreamUnreachable', async t => {
  const { page } = await open(t)
  page.setOnline(false)
  const error = await page.stream.start().catch((error: unknown) => error)
  t.type(error, StreamUnreachable)
  t.match(error, { name: 'StreamUnreachable', cause: { name: 'TypeError' } })
  t.same([page.stream.state, page.events, page.timerCount()], ['idle', [], 0])
})

t.test('a gate that does not respond within 10 s is unreachable', async t => {
  const page = await openPage(t, { url: await startServer(t), clock: holdClock() })
  const starting = page.stream.start()
  await until(() => page.calls.length === 1)
  page.advance(10_000)
  await t.rejects(starting, { name: 'StreamUnreachable' })
})

t.test('responses of captive portals and load balancers are distinguished from a gate\'s', async t => {
  for (const body of ['<html>Welcome!', '{"welcome":true}']) {
    const portal = await openPage(t, { url: await startServer(t, { status: 200, body }), clock: holdClock() })
    await t.rejects(portal.stream.start(), { name: 'StreamUnreachable' })
  }
  const balancer = await openPage(t, { url: await startServer(t, { status: 503, body: 'no backend' }), clock: holdClock() })
  await t.rejects(balancer.stream.start(), { name: 'StreamRefused', code: undefined, status: 503, message: 'unexpected response: status 503' })
})

t.test('without readable headers the default expiry applies', async t => {
  const page = await openPage(t, { url: await startServer(t, { status: 200, body: '{"session":"ann","token":"a"}' }), clock: holdClock() })
  await page.stream.start()
  t.match(page.events, [{ detail: { expiresInSeconds: 30, limit: undefined } }])
})

t.test('a release before the grant frees the slot', async t => {
  const { gate, page: { stream, events } } = await open(t, { limit: 1 })
  const starting = stream.start()
  const [outcome] = await Promise.allSettled([starting, stream.release()])
  t.match(outcome, { status: 'rejected', reason: { name: 'AbortError' } })
  t.same(events, [])
  t.equal((await callStreams(gate.url, { session: 'ann' })).status, 200)
})

t.test('start, release and start in a row use one slot', async t => {
  const { gate, page: { stream } } = await open(t, { limit: 1 })
  const first = t.rejects(stream.start(), { name: 'AbortError' })
  const released = stream.release()
  await stream.start()
  await Promise.all([first, released])
  t.equal(stream.state, 'live')
  t.equal((await callStreams(gate.url, { session: 'ann', ...stream.token !== undefined && { token: stream.token } })).status, 200)
})

t.test('invalid options throw', async t => {
  t.throws(() => openStream({ gate: 'https://gate.example', session: '' }), { name: 'TypeError', message: /session/ })
  t.throws(() => openStream({ gate: '/', session: 'ann' }), TypeError, 'a relative gate without a base')
  t.throws(() => openStream({ gate: 'ftp://gate.example', session: 'ann' }), /http or https/)
  t.throws(() => openStream({ gate: 'https://gate.example', session: 'ann', streamsPath: 'streams' }), /begins with/)
  // @ts-expect-error no such transport
  t.throws(() => openStream({ gate: 'https://gate.example', session: 'ann', transport: 'pigeon' }), /pigeon/)
})
