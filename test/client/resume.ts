import t, { type Test } from 'tap'
import { holdClock } from '../fixtures/hold-clock.js'
import { openGate } from '../fixtures/open-gate.js'
import { openPage } from '../fixtures/open-page.js'
import { callStreams } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

async function start (t: Test, limit = 3) {
  const clock = holdClock()
  const gate = await openGate(t, { clock, limit })
  const page = await openPage(t, { url: gate.url, clock })
  await page.stream.start()
  await page.idle()
  return { gate, page }
}

/** The back/forward cache's way of telling; Node knows no PageTransitionEvent. */
function pageshow (persisted: boolean): Event {
  return Object.assign(new Event('pageshow'), { persisted })
}

async function isFree (gate: { url: string }): Promise<boolean> {
  return (await callStreams(gate.url, { session: 'ann' })).status === 200
}

t.test('a page restored from the cache acquires a stream', async t => {
  const { page } = await start(t)
  const before = page.stream.token
  page.window.dispatchEvent(new Event('pagehide'))
  const started = page.next('started')
  page.window.dispatchEvent(pageshow(true))
  t.match(await started, { resumed: true, token: page.stream.token })
  t.not(page.stream.token, before)
  t.equal(page.stream.state, 'live')
  await page.idle()
  const renewed = page.next('renewed')
  page.advance(10_000)
  await renewed
})

t.test('a start during the restore shares its call', async t => {
  const { page } = await start(t)
  page.window.dispatchEvent(new Event('pagehide'))
  page.window.dispatchEvent(pageshow(true))
  await page.stream.start()
  t.equal(page.stream.state, 'live')
  page.window.dispatchEvent(new Event('pagehide'))
  const starting = page.stream.start()
  page.window.dispatchEvent(pageshow(true))
  await starting
  t.same(page.calls.map(({ method }) => method), ['POST', 'DELETE', 'POST', 'DELETE', 'POST'])
})

t.test('a restored page is refused if the limit is reached', async t => {
  const { gate, page } = await start(t, 1)
  page.window.dispatchEvent(new Event('pagehide'))
  await until(() => isFree(gate))
  const refused = page.next('refused')
  page.window.dispatchEvent(pageshow(true))
  await t.rejects(page.stream.start(), { name: 'StreamRefused', code: 2 })
  t.match(await refused, { code: 2, status: 401, resumed: true })
  t.same([page.stream.state, page.timerCount()], ['ended', 0])
})

t.test('a restored page without a network retries for one expiry', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  page.window.dispatchEvent(new Event('pagehide'))
  page.sleep(3_600_000)
  page.window.dispatchEvent(pageshow(true))
  const ended = page.next('ended')
  const starting = t.rejects(page.stream.start(), { name: 'StreamUnreachable' })
  for (const [index, ms] of [1250, 2500, 5000, 10_000, 11_250].entries()) {
    await page.idle(3 + index)
    page.advance(ms)
  }
  t.match(await ended, { reason: 'unreachable' })
  await starting
})

t.test('a release during the restore frees the slot', async t => {
  const { gate, page } = await start(t, 1)
  page.window.dispatchEvent(new Event('pagehide'))
  page.window.dispatchEvent(pageshow(true))
  const starting = t.rejects(page.stream.start(), { name: 'AbortError' })
  await page.stream.release()
  await starting
  t.ok(await isFree(gate))
  t.same(page.events.map(({ type }) => type), ['started', 'released'])
})

t.test('a restored page acquires only if it had a stream', async t => {
  const { page } = await start(t)
  page.window.dispatchEvent(pageshow(false))
  page.window.dispatchEvent(pageshow(true))
  await page.stream.release()
  page.window.dispatchEvent(pageshow(true))
  await page.stream.start()
  page.window.dispatchEvent(new Event('pagehide'))
  await page.stream.release()
  page.window.dispatchEvent(pageshow(true))
  t.same(page.calls.map(({ method }) => method), ['POST', 'DELETE', 'POST', 'DELETE'])
})

for (const type of ['visibilitychange', 'resume']) {
  t.test(`a page that wakes up renews a live stream at once: ${type}`, async t => {
    const { page } = await start(t)
    page.window.dispatchEvent(new Event(type))
    await page.idle(1)
    page.sleep(20_000)
    const renewed = page.next('renewed')
    page.window.dispatchEvent(new Event(type))
    await renewed
  })
}

t.test('a page that slept past the expiry acquires another stream', async t => {
  const { page } = await start(t)
  const before = page.stream.token
  page.sleep(3_600_000)
  const started = page.next('started')
  page.window.dispatchEvent(new Event('visibilitychange'))
  t.match(await started, { resumed: true, token: page.stream.token })
  t.not(page.stream.token, before)
  await page.idle()
  const renewed = page.next('renewed')
  page.advance(10_000)
  await renewed
})

t.test('a page that slept past the expiry is refused if the limit is reached', async t => {
  const { gate, page } = await start(t, 1)
  page.sleep(3_600_000)
  t.ok(await isFree(gate))
  const refused = page.next('refused')
  page.window.dispatchEvent(new Event('visibilitychange'))
  t.match(await refused, { code: 2, resumed: true })
  t.same([page.stream.state, page.stream.token, page.timerCount()], ['ended', undefined, 0])
})

t.test('a page that wakes up before its network retries for one expiry', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  page.sleep(3_600_000)
  page.window.dispatchEvent(new Event('visibilitychange'))
  await page.idle(2)
  page.advance(1250)
  await page.idle(3)
  page.setOnline(true)
  const started = page.next('started')
  page.advance(2500)
  t.match(await started, { resumed: true })
})

t.test('a sleep during retries restarts that time', async t => {
  const { page } = await start(t)
  page.setOnline(false)
  page.advance(10_000)
  await page.idle(2)
  page.sleep(3_600_000)
  page.window.dispatchEvent(new Event('visibilitychange'))
  await page.idle(3)
  page.setOnline(true)
  const started = page.next('started')
  page.window.dispatchEvent(new Event('online'))
  t.match(await started, { resumed: true })
})

t.test('a release while acquiring another stream frees the slot', async t => {
  const { gate, page } = await start(t, 1)
  page.sleep(3_600_000)
  let answer = (): void => {}
  gate.store.responsesHeldBy = new Promise(resolve => { answer = resolve })
  page.window.dispatchEvent(new Event('visibilitychange'))
  await until(() => gate.store.calls.renew === 1)
  gate.store.responsesHeldBy = undefined
  answer()
  await until(() => page.calls.length === 3)
  await page.stream.release()
  t.ok(await isFree(gate))
  t.equal(page.stream.state, 'ended')
})
