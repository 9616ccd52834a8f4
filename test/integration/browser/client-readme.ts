import { readFileSync } from 'node:fs'
import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { openBrowser } from '../../fixtures/open-browser.js'
import { serveClient } from '../../fixtures/serve-client.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

/** What each player of the client's README is tried with: its script, what it plays, and how the token travels. */
const PLAYERS: Record<string, { script?: string, manifest: string, transport: string }> = {
  'hls.js': { script: 'hls.js/dist/hls.min.js', manifest: '/live.m3u8', transport: 'header' },
  'Shaka Player': { script: 'shaka-player/dist/shaka-player.compiled.js', manifest: '/dash/main.mpd', transport: 'header' },
  'dash.js 5': { script: 'dashjs/dist/modern/umd/dash.all.min.js', manifest: '/dash/main.mpd', transport: 'header' },
  'Video.js': { script: 'video.js/dist/video.min.js', manifest: '/live.m3u8', transport: 'header' },
  'The browser\'s native player': { manifest: '/live.m3u8', transport: 'path' }
}

const adapters = new Map([...readFileSync('client/README.md', 'utf8').matchAll(/^### (.+)\n(?:(?!###)[^])*?```js\n([^]*?)```/gm)].map(([, name = '', code = '']) => [name, code]))
const origin = await startOrigin()
t.teardown(origin.stop)
const pagesUrl = await serveClient(t)
const gate = await startGate({ flags: ['--upstream', origin.ready, '--cors-origin', pagesUrl, '--token-transport', 'path'] })
t.teardown(gate.stop)
const browser = await openBrowser(t)

t.test('the README has a snippet for every tested player', async t => {
  t.same([...adapters.keys()], Object.keys(PLAYERS))
})

// Side by side: most of the time they wait.
t.jobs = adapters.size
for (const [name, { script, manifest, transport }] of Object.entries(PLAYERS)) {
  t.test(`the snippet of the README plays video: ${name}`, { buffered: true }, async t => {
    const page = await browser.newPage()
    await page.goto(`${pagesUrl}/?${new URLSearchParams({ gate: gate.ready.url, session: name, transport }).toString()}`)
    if (script !== undefined) await page.addScriptTag({ path: `node_modules/${script}` })
    await page.evaluate(`(async () => {
      const video = Object.assign(document.createElement('video'), { muted: true, className: 'video-js' })
      document.body.append(video)
      window.video = video
      const manifest = '${manifest}'
      await stream.start()
      ${adapters.get(name) ?? ''}
      window.stop = stop
    })()`)
    await until(() => page.evaluate("document.querySelector('video').play().then(() => true, () => false)"))
    await until(async () => await page.evaluate<number>("document.querySelector('video').currentTime") > 2)
    t.ok(await page.evaluate("document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > 0"))
    await page.evaluate('stop()')
    const asked: string[] = []
    page.on('request', request => { asked.push(request.url()) })
    await page.waitForTimeout(3000)
    t.same(asked, [], 'it sends no further request')
    await leave(page)
  })
}
