import type { Page } from 'playwright-core'
import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { look, openPlayerPages } from '../../fixtures/open-player-pages.js'
import { callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const pages = await openPlayerPages(t)
const { url } = pages.gate.ready
const LIVE = '/live.m3u8'
const VOD = '/dash/main.mpd'
const cases = [
  { player: 'hls', source: LIVE, transport: 'header' },
  { player: 'shaka', source: LIVE, transport: 'query' },
  { player: 'shaka', source: VOD, transport: 'header' },
  { player: 'dash', source: VOD, transport: 'header' },
  { player: 'video', source: LIVE, transport: 'header' },
  { player: 'native', source: LIVE, transport: 'path' }
]

// Side by side: most of the time they wait.
t.jobs = cases.length + 1
for (const { player, source, transport } of cases) {
  t.test(`${player} stops at ${source} when another client releases its stream, and its page can show why`, { buffered: true }, async t => {
    const session = `${player} ${source}`
    const page = await pages.open(`/play.html?player=${player}&transport=${transport}&session=${session}&source=${source}`)
    const mistakes: string[] = []
    page.on('pageerror', error => { mistakes.push(error.message) })
    await until(async () => (await look(page)).seconds > 0.5, 100)
    const token = await page.evaluate<string>('stream.token')
    const media = await page.evaluate<string>(`stream.url('${source}')`)
    t.same(await askAsPage(page, media, transport === 'header' ? token : undefined), { status: 200 })

    t.equal((await callStreams(url, { session, token, method: 'DELETE' })).status, 204)
    await until(async () => (await look(page)).state === 'ended', 100)
    t.match(await look(page), { says: 'Token expired · code 3' })
    const refused = await askAsPage(page, media, transport === 'header' ? token : undefined) as { status: number }
    // Chromium's own player asks without a pause, so that the gate has begun to throttle it.
    t.match(refused, player === 'native' && refused.status === 429
      ? { field: '23', code: 23, message: /^Too many requests with an ended token/ }
      : { status: 401, field: '3', code: 3, message: 'Token expired' })

    t.same(await askedWithin(page, 4000), [], 'it asks for nothing any more')
    t.equal(await page.evaluate('video.paused'), true)
    t.same(mistakes, [])
    await leave(page)
  })
}

t.test('a player without buffered video stops as well', { buffered: true }, async t => {
  const page = await pages.open(`/play.html?player=video&session=out&source=${LIVE}`)
  await until(async () => (await look(page)).seconds > 0.5, 100)
  await page.route('**/*.m4s', async route => { await route.abort() })
  await until(async () => await page.evaluate('video.readyState < 3'), 100)
  await callStreams(url, { session: 'out', token: await page.evaluate<string>('stream.token'), method: 'DELETE' })
  await until(async () => (await look(page)).state === 'ended', 100)
  t.same(await askedWithin(page, 4000), [])
  await leave(page)
})

/** What a script of the page can read of an answer of the gate. */
async function askAsPage (page: Page, media: string, token: string | undefined): Promise<unknown> {
  return await page.evaluate(async ({ media, token }) => {
    const answer = await fetch(media, token === undefined ? {} : { headers: { 'X-Stream-Token': token } })
    if (answer.ok) return { status: answer.status }
    const { errors: [error] } = await answer.json() as { errors: object[] }
    return { status: answer.status, field: answer.headers.get('X-Stream-Error'), ...error }
  }, { media, token })
}

/** What a page asks of the gate in this time, but for giving its stream back, which may just be on its way. */
async function askedWithin (page: Page, ms: number): Promise<string[]> {
  const asked: string[] = []
  page.on('request', request => { if (request.url().startsWith(url) && request.method() !== 'DELETE') asked.push(request.url()) })
  await page.waitForTimeout(ms)
  return asked
}
