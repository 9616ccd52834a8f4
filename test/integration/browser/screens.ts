import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { look, openPlayerPages } from '../../fixtures/open-player-pages.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const pages = await openPlayerPages(t)
const { adminUrl } = pages.gate.ready
const play = async (session: string, more = '') => {
  const page = await pages.open(`/play.html?session=${session}${more}`)
  await until(async () => (await look(page)).state !== 'idle', 100)
  return page
}
const active = async (session: string): Promise<number> => {
  const { streams } = await (await fetch(`${adminUrl}/streams`, { headers: { 'X-Stream-Session': session } })).json() as { streams: unknown[] }
  return streams.length
}

// Side by side: most of the time they wait.
t.jobs = 4

t.test('a live stream plays past its expiry without explicit renewals', { buffered: true, timeout: 300_000 }, async t => {
  const page = await play('long', '&source=/live.m3u8')
  await until(async () => (await look(page)).seconds > 0, 100)
  const { seconds } = await look(page)
  await until(async () => (await look(page)).seconds >= seconds + 46, 100)
  t.equal((await look(page)).state, 'live')
})

t.test('the fourth tab is refused with a reason, and closing a tab frees its slot at once', { buffered: true }, async t => {
  const tabs = [await play('tabs'), await play('tabs'), await play('tabs')]
  for (const tab of tabs) t.equal((await look(tab)).state, 'live')
  const fourth = await play('tabs')
  t.match(await look(fourth), { state: 'refused', says: /Too many streams.*code 2/ })

  await tabs[1]?.close({ runBeforeUnload: true })
  await until(async () => await active('tabs') === 2)
  const another = await play('tabs')
  t.equal((await look(another)).state, 'live')
})

t.test('a stopped stream stops its player, and its page shows who stopped it', { buffered: true }, async t => {
  for (const more of ['&player=hls&transport=header', '&player=native&transport=path', '&player=video&transport=query']) {
    const page = await play('stopped', more)
    await until(async () => (await look(page)).seconds > 0.5, 100)
    t.match(await (await fetch(`${adminUrl}/streams`, { method: 'DELETE', headers: { 'X-Stream-Session': 'stopped' } })).json(), { stopped: 1 })
    await until(async () => (await look(page)).state === 'ended', 100)
    const { says, seconds } = await look(page)
    t.match(says, /stopped by the operator · code 6/)
    await page.waitForTimeout(500)
    t.equal((await look(page)).seconds, seconds, 'the video is paused')
    await leave(page)
  }
})

t.test('a page that returns plays with its new token, also in the URL', { buffered: true }, async t => {
  for (const player of ['hls', 'native']) {
    const page = await play('back', `&player=${player}&transport=path&source=/live.m3u8`)
    await until(async () => (await look(page)).frames > 0, 100)
    const before = await page.evaluate<string>('stream.token')
    await page.evaluate("for (const type of ['pagehide', 'pageshow']) window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }))")
    await until(async () => ![undefined, before].includes(await page.evaluate('stream.token')), 100)
    const asked: string[] = []
    page.on('request', request => { asked.push(request.url()) })
    const { seconds } = await look(page)
    await until(async () => asked.some(url => url.endsWith('.m4s')) && (await look(page)).seconds !== seconds, 100)
    t.match(await look(page), { state: 'live', says: '' })
    for (const url of asked.filter(url => url.includes('/~'))) t.notMatch(url, before, 'it does not use the released token')
    await leave(page)
  }
})

t.test('a page of an origin that is not allowed cannot read responses', { buffered: true }, async t => {
  const page = await play('other')
  await page.goto(pages.pagesUrl.replace('127.0.0.1', 'localhost') + '/play.html?session=foreign')
  await until(async () => (await look(page)).state === 'refused', 100)
  t.notMatch((await look(page)).says, /code/)
  // Leaving the first page gave its stream back.
  await until(async () => await active('other') === 0)
})
