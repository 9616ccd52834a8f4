import t, { type Test } from 'tap'
import type { Environment } from '../../client/src/index.js'
import { holdClock } from '../fixtures/hold-clock.js'
import { openGate } from '../fixtures/open-gate.js'
import { openPage } from '../fixtures/open-page.js'
import { type StubResponse, startStubGate } from '../fixtures/start-stub-gate.js'
import { callStreams } from '../fixtures/streams-client.js'

type Page = Awaited<ReturnType<typeof openPage>>

async function start (t: Test, parts: Partial<Environment> = {}) {
  const clock = holdClock()
  const gate = await openGate(t, { clock })
  const page = await openPage(t, { url: gate.url, clock }, {}, parts)
  await page.stream.start()
  await page.idle()
  return { gate, page }
}

async function startScripted (t: Test, answers: readonly StubResponse[]): Promise<Page> {
  const page = await openPage(t, { url: await startStubGate(t, [{ status: 200 }, ...answers]), clock: holdClock() })
  await page.stream.start()
  await page.idle()
  return page
}

/** Advances the clock and waits for the response to the call that this causes. */
async function advanceAndCall (page: Page, ms: number): Promise<void> {
  const count = page.calls.length + 1
  page.advance(ms)
  await page.idle(count)
}

t.test('renewals keep a stream alive past its expiry', async t => {
  const { gate, page } = await start(t)
  const { token } = page.stream
  for (let count = 0; count < 7; count++) {
    const renewed = page.next('renewed')
    page.advance(10_000)
    t.match(await renewed, { token, expiresInSeconds: 30, active: 1 })
    await page.idle()
  }
  t.equal((await fetch(page.stream.url('/x'), { headers: page.stream.headers() })).status, 200)
  t.equal(gate.forwarded.length, 1)
})

t.test('renewals are early or late by at most a tenth', async t => {
  for (const [random, dueMs] of [[0, 9000], [0.75, 10_500]] as const) {
    const { page } = await start(t, { random: () => random })
    page.advance(dueMs - 1)
    t.equal(page.calls.length, 1)
    const renewed = page.next('renewed')
    page.advance(1)
    await renewed
  }
})

t.test('a renewal is sent before the expiry even if the gate asks for a later one', async t => {
  const answers = { 'X-Stream-Expires-In': '8', 'X-Stream-Renew-In': '60' }
  const page = await openPage(t, { url: await startStubGate(t, [{ status: 200, headers: answers }, { status: 200 }]), clock: holdClock() })
  await page.stream.start()
  const renewed = page.next('renewed')
  page.advance(6000)
  await renewed
})

t.test('a renewal without a network is retried with increasing delays', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  await advanceAndCall(page, 10_000)
  await advanceAndCall(page, 1250)
  await advanceAndCall(page, 2500)
  page.setOnline(true)
  const renewed = page.next('renewed')
  page.advance(5000)
  await renewed
  t.same(page.events.map(({ type }) => type), ['started', 'renewed'])
})

t.test('a renewal is retried at once when the network is back', async t => {
  const { page } = await start(t)
  page.window.dispatchEvent(new Event('online'))
  await page.idle(1)
  page.setOnline(false)
  await advanceAndCall(page, 10_000)
  page.setOnline(true)
  const renewed = page.next('renewed')
  page.window.dispatchEvent(new Event('online'))
  await renewed
})

t.test('a stream ends at its expiry, not earlier, if the gate stays unreachable', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  for (const ms of [10_000, 1250, 2500, 5000]) await advanceAndCall(page, ms)
  page.advance(11_249)
  t.equal(page.stream.state, 'live')
  const ended = page.next('ended')
  page.advance(1)
  t.same(await ended, { reason: 'unreachable', code: undefined, message: 'the gate cannot be reached' })
  t.same([page.stream.state, page.stream.token, page.timerCount()], ['ended', undefined, 0])
})

t.test('during a store outage a renewal is retried after Retry-After', async t => {
  const away = { status: 503, code: 9, message: 'The stream store cannot be reached', headers: { 'Retry-After': '2' } }
  const page = await startScripted(t, [away, away, { status: 200 }])
  await advanceAndCall(page, 10_000)
  page.window.dispatchEvent(new Event('online'))
  page.advance(1999)
  await page.idle(2)
  await advanceAndCall(page, 501)
  const renewed = page.next('renewed')
  page.advance(2500)
  await renewed
})

t.test('a Retry-After beyond the expiry ends the stream without another call', async t => {
  const page = await startScripted(t, [{ status: 429, code: 8, message: 'Too many calls', headers: { 'Retry-After': '60' } }])
  await advanceAndCall(page, 10_000)
  const ended = page.next('ended')
  page.advance(20_000)
  t.same(await ended, { reason: 'unreachable', code: 8, message: 'Too many calls' })
  t.equal(page.calls.length, 2)
})

t.test('a stream ends if another client releases it', async t => {
  const { gate, page } = await start(t)
  await callStreams(gate.url, { session: 'ann', token: page.stream.token ?? '', method: 'DELETE' })
  const ended = page.next('ended')
  page.advance(10_000)
  t.same(await ended, { reason: 'released', code: 3, message: 'Token expired' })
  t.same(page.stream.headers(), {})
  t.same([page.stream.state, page.timerCount()], ['ended', 0])
})

t.test('a stopped stream ends with the gate\'s message', async t => {
  const page = await startScripted(t, [{ status: 401, code: 6, message: 'Stopped by an operator' }])
  const ended = page.next('ended')
  page.advance(10_000)
  t.same(await ended, { reason: 'stopped', code: 6, message: 'Stopped by an operator' })
})

t.test('a stream ends if the gate refuses its session', async t => {
  const page = await startScripted(t, [{ status: 401, code: 7, message: 'Session expired' }])
  const ended = page.next('ended')
  page.advance(10_000)
  t.same(await ended, { reason: 'refused', code: 7, message: 'Session expired' })
})

t.test('errors of a load balancer are retried', async t => {
  const page = await startScripted(t, [{ status: 404 }, { status: 502 }, { status: 200 }])
  await advanceAndCall(page, 10_000)
  await advanceAndCall(page, 1250)
  const renewed = page.next('renewed')
  page.advance(2500)
  await renewed
})

t.test('an ended stream can be started again', async t => {
  const { gate, page } = await start(t)
  await callStreams(gate.url, { session: 'ann', token: page.stream.token ?? '', method: 'DELETE' })
  const ended = page.next('ended')
  page.advance(10_000)
  await ended
  await page.stream.start()
  t.equal(page.stream.state, 'live')
  await page.idle()
  const renewed = page.next('renewed')
  page.advance(10_000)
  await renewed
})
