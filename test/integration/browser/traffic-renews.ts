import type { Page } from 'playwright-core'
import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { openPlayerPages } from '../../fixtures/open-player-pages.js'
import { acquireToken } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const EXPIRY_SECONDS = 12
// The DASH presentation lasts 30 s.
const LIVES = 2
const pages = await openPlayerPages(t, ['--expiry', String(EXPIRY_SECONDS)])
const { url, adminUrl } = pages.gate.ready

/** Scripts for a page that knows a URL and a token, and nothing of renewing. */
const PLAYERS = {
  hls: `const { default: Hls } = await import('/lib/hls.mjs')
    const hls = new Hls({ maxBufferLength: 4, xhrSetup: xhr => { xhr.setRequestHeader('X-Stream-Token', token) } })
    hls.loadSource(url + path)
    hls.attachMedia(video)`,
  shaka: `await load('/lib/shaka.js')
    const player = new shaka.Player()
    await player.attach(video)
    await player.load(url + path + '?stream_token=' + token)`,
  dash: `await load('/lib/dash.js')
    const player = dashjs.MediaPlayer().create()
    player.updateSettings({ streaming: { buffer: { bufferTimeDefault: 4, bufferTimeAtTopQuality: 4 } } })
    player.initialize(video, url + '/~' + token + path, false)`,
  video: `await load('/lib/video.js')
    videojs(video, { html5: { vhs: { overrideNative: true } } }).src({ src: url + '/~' + token + path, type: 'application/x-mpegURL' })`,
  native: "video.src = url + '/~' + token + path"
} as const

const cases = [['hls', '/live.m3u8'], ['shaka', '/live.m3u8'], ['dash', '/dash/main.mpd'], ['video', '/live.m3u8'], ['native', '/live.m3u8']] as const

// Side by side: most of the time they wait.
t.jobs = cases.length
for (const [player, path] of cases) {
  t.test(`${player} plays ${path} for several expiries, renewed only by its requests`, { buffered: true }, async t => {
    const token = await acquireToken(url, player)
    // Nothing but an origin: it runs no script of its own.
    const page = await pages.open('/place.json')
    const asked: string[] = []
    page.on('request', request => { asked.push(new URL(request.url()).pathname) })
    await page.evaluate(`(async (url, token, path) => {
      const load = src => new Promise((resolve, reject) => { document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject })) })
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true })
      document.body.append(video)
      ${PLAYERS[player]}
    })(${JSON.stringify(url)}, ${JSON.stringify(token)}, ${JSON.stringify(path)})`)
    await until(async () => await seconds(page) > 0, 100)
    const began = await seconds(page)
    await until(async () => await seconds(page) >= began + EXPIRY_SECONDS * LIVES, 200)

    t.ok(asked.length > 5)
    t.notOk(asked.includes('/streams'))
    const { streams } = await (await fetch(`${adminUrl}/streams`, { headers: { 'X-Stream-Session': player } })).json() as { streams: unknown[] }
    t.equal(streams.length, 1)
    await leave(page)
  })
}

async function seconds (page: Page): Promise<number> {
  return await page.evaluate<number>("document.querySelector('video').currentTime")
}
