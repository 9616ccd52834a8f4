import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { openPlayerPages } from '../../fixtures/open-player-pages.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { acquireToken } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const pages = await openPlayerPages(t, ['--log-level', 'info', '--limit', '10'])
const { url, adminUrl } = pages.gate.ready

/** Players that are told to tell of their playback, by the query and by fields of their own. */
const PLAYERS = {
  'hls.js': `const { default: Hls } = await import('/lib/hls.mjs')
    const hls = new Hls({ cmcd: { sessionId: sid, contentId: cid, useHeaders: inFields } })
    hls.loadSource(url + '/main.m3u8')
    hls.attachMedia(video)`,
  Shaka: `await load('/lib/shaka.js')
    const player = new shaka.Player()
    await player.attach(video)
    player.configure({ cmcd: { enabled: true, sessionId: sid, contentId: cid, useHeaders: inFields } })
    await player.load(url + '/dash/main.mpd')`,
  'dash.js': `await load('/lib/dash.js')
    const player = dashjs.MediaPlayer().create()
    player.updateSettings({ streaming: { cmcd: { enabled: true, sid, cid, mode: inFields ? 'header' : 'query' } } })
    player.initialize(video, url + '/dash/main.mpd', true)`
} as const
const cases = Object.entries(PLAYERS).flatMap(([player, script]) => [false, true].map(inFields => ({ player, script, inFields })))

// Side by side: most of the time they wait.
t.jobs = cases.length
for (const { player, script, inFields } of cases) {
  t.test(`the gate logs the CMCD data of ${player} in ${inFields ? 'headers' : 'the query'} with its stream`, { buffered: true }, async t => {
    const [sid, cid] = [`${player} ${inFields ? 'fields' : 'query'}`, `video of ${player}`]
    const token = await acquireToken(url, 'ann')
    const page = await pages.open('/place.json')
    await page.evaluate(`(async (url, sid, cid, inFields) => {
      const load = src => new Promise((resolve, reject) => { document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject })) })
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true })
      document.body.append(video)
      ${script}
    })(${JSON.stringify(`${url}/~${token}`)}, ${JSON.stringify(sid)}, ${JSON.stringify(cid)}, ${inFields})`)
    await until(async () => await page.evaluate<number>("document.querySelector('video').currentTime") > 0.5, 100)
    const line = await until(() => pages.gate.lines.find(line => line.includes(`"sid":"${sid}"`)))
    t.match(JSON.parse(line), { msg: 'playback reported by the player (CMCD)', sid, cid, streamId: /./ })
    await leave(page)
  })
}

t.test('the gate counts playbacks per stream', async t => {
  t.equal(await readMetric(adminUrl, 'streamgate_cmcd_playbacks_total{of="first"}'), cases.length)
})
