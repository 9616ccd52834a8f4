import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { leave } from '../../fixtures/leave.js'
import { openBrowser } from '../../fixtures/open-browser.js'
import type { PageEvent } from '../../fixtures/open-page.js'
import { eventsOn, serveClient } from '../../fixtures/serve-client.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const origin = await startOrigin()
t.teardown(origin.stop)
const pagesUrl = await serveClient(t)
const FLAGS = ['--upstream', origin.ready, '--limit', '1', '--cors-origin', pagesUrl, '--token-transport', 'path', 'cookie', 'query']
/** Streams that end within the test, and streams that end only by being released. */
const shortExpiry = await startGate({ flags: [...FLAGS, '--expiry', '12'] })
t.teardown(shortExpiry.stop)
const longExpiry = await startGate({ flags: [...FLAGS, '--expiry', '600'] })
t.teardown(longExpiry.stop)
/** As many as do not fit into the expiry of 12 s, for the gate asks for one after 3 s at the earliest, and a page a tenth before. */
const RENEWALS = 5
// Playwright leaves pages that a user would find in the back/forward cache.
const browser = await openBrowser(t, ['--disable-back-forward-cache'])

// Side by side: most of the time they wait.
t.jobs = 16
const BESIDE = { buffered: true }

/** Opens a page with a stream, and starts it unless told otherwise. */
async function open (gate: typeof shortExpiry, query: Record<string, string>, { before = '', start = true, inBrowser = browser } = {}): Promise<Page> {
  const page = await (await inBrowser.newContext()).newPage()
  if (before !== '') await page.addInitScript(before)
  await page.goto(`${pagesUrl}/?${new URLSearchParams({ gate: gate.ready.url, ...query }).toString()}`)
  if (start) await page.evaluate('stream.start()')
  return page
}

async function isFree (session: string): Promise<boolean> {
  return (await callStreams(longExpiry.ready.url, { session })).status === 200
}

/** Resolves to all events of the page, once there are `count` of `type`. */
async function waitForEvents (page: Page, type: string, count = 1): Promise<PageEvent[]> {
  return await until(async () => {
    const all = await eventsOn(page)
    return all.filter(event => event.type === type).length >= count ? all : undefined
  })
}

/** Resolves once a stream has lived longer than its expiry. */
async function outlive (t: Test, page: Page): Promise<void> {
  const [first, ...later] = (await waitForEvents(page, 'renewed', RENEWALS)).map(({ type }) => type)
  t.same([first, ...new Set(later)], ['started', 'renewed'])
}

for (const transport of ['header', 'path', 'cookie', 'query']) {
  t.test(`a page of another origin plays past the expiry: ${transport}`, BESIDE, async t => {
    const page = await open(shortExpiry, { session: transport, transport })
    await outlive(t, page)
    t.equal(await page.evaluate("fetch(stream.url('/main.m3u8'), { headers: stream.headers(), credentials: stream.credentials }).then(({ status }) => status)"), 200)
    await leave(page)
  })

  t.test(`closing a tab frees its slot: ${transport}`, BESIDE, async t => {
    const page = await open(longExpiry, { session: transport, transport })
    t.notOk(await isFree(transport))
    await page.close({ runBeforeUnload: true })
    await until(() => isFree(transport))
  })
}

t.test('a page with throttled timers plays past the expiry', BESIDE, async t => {
  const page = await open(shortExpiry, { session: 'hidden' }, { before: 'window.setTimeout = () => 0' })
  await outlive(t, page)
  await leave(page)
})

for (const policy of ["worker-src 'none'", "require-trusted-types-for 'script'"]) {
  t.test(`a page whose policy forbids the Worker renews with its own timers: ${policy}`, BESIDE, async t => {
    const page = await open(shortExpiry, { session: policy, policy })
    await outlive(t, page)
    await leave(page)
  })
}

t.test('leaving a page frees its slot, and returning acquires a stream', BESIDE, async t => {
  const page = await open(longExpiry, { session: 'back' })
  await page.goto(`${pagesUrl}/elsewhere`)
  await until(async () => {
    const { token } = await callStreams(longExpiry.ready.url, { session: 'back' })
    return token !== undefined && (await callStreams(longExpiry.ready.url, { session: 'back', token, method: 'DELETE' })).status === 204
  })
  // A page from the cache is not loaded.
  await page.goBack({ waitUntil: 'commit' })
  t.match(await waitForEvents(page, 'started', 2), [
    { type: 'started', detail: { resumed: false } },
    { type: 'released', detail: { leaving: true } },
    { type: 'started', detail: { resumed: true } }
  ])
  t.notOk(await isFree('back'))
  await leave(page)
})

t.test('a page that returns is refused if its slot is taken', BESIDE, async t => {
  const page = await open(longExpiry, { session: 'late' })
  await page.goto(`${pagesUrl}/elsewhere`)
  await until(() => isFree('late'))
  await page.goBack({ waitUntil: 'commit' })
  t.match((await waitForEvents(page, 'refused')).at(-1), { detail: { code: 2, status: 401, resumed: true } })
  await leave(page)
})

t.test('a released stream leaves no timers or Workers in the page', BESIDE, async t => {
  const before = `window.blobs = new Set()
    const { createObjectURL, revokeObjectURL } = URL
    URL.createObjectURL = blob => { const url = createObjectURL(blob); blobs.add(url); return url }
    URL.revokeObjectURL = url => { blobs.delete(url); revokeObjectURL(url) }`
  const page = await open(longExpiry, { session: 'tidy' }, { before })
  t.equal(await page.evaluate('blobs.size'), 1)
  t.equal(page.workers().length, 1)
  await page.evaluate('stream.release()')
  t.equal(await page.evaluate('blobs.size'), 0)
  await until(() => page.workers().length === 0)
  await leave(page)
})

t.test('a beacon frees the slot if fetch cannot outlive the page', BESIDE, async t => {
  const page = await open(longExpiry, { session: 'beacon' }, { before: 'delete Request.prototype.keepalive' })
  t.notOk(await isFree('beacon'))
  await page.close({ runBeforeUnload: true })
  await until(() => isFree('beacon'))
})

t.test('a page that slept past the expiry acquires another stream', BESIDE, async t => {
  // All of its pages fall asleep.
  const inBrowser = await openBrowser(t)
  const page = await open(shortExpiry, { session: 'asleep' }, { inBrowser })
  const devtools = await inBrowser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  t.not(renderers.length, 0)
  for (const id of renderers) process.kill(id, 'SIGSTOP')
  const token = await until(async () => (await callStreams(shortExpiry.ready.url, { session: 'asleep' })).token)
  await callStreams(shortExpiry.ready.url, { session: 'asleep', token, method: 'DELETE' })
  for (const id of renderers) process.kill(id, 'SIGCONT')
  t.match((await waitForEvents(page, 'started', 2)).at(-1), { type: 'started', detail: { resumed: true } })
  await leave(page)
})

t.test('a page receives the reason of a refusal and of an end', BESIDE, async t => {
  await acquireToken(longExpiry.ready.url, 'full')
  const refused = await open(longExpiry, { session: 'full' }, { start: false })
  t.match(await refused.evaluate('stream.start().catch(error => ({ name: error.name, code: error.code, status: error.status }))'), { name: 'StreamRefused', code: 2, status: 401 })
  t.match(await waitForEvents(refused, 'refused'), [{ detail: { code: 2, message: /^Too many streams/ } }])

  const page = await open(shortExpiry, { session: 'shared' })
  await callStreams(shortExpiry.ready.url, { session: 'shared', token: await page.evaluate('stream.token'), method: 'DELETE' })
  t.match((await waitForEvents(page, 'ended')).at(-1), { detail: { reason: 'released', code: 3 } })
  await leave(refused)
  await leave(page)
})
