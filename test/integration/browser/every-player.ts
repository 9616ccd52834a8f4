import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { openPlayerPages, played } from '../../fixtures/open-player-pages.js'

t.setTimeout(300_000)

const pages = await openPlayerPages(t)
const cases = ['hls', 'shaka', 'dash', 'video'].flatMap(player => ['header', 'path', 'cookie', 'query'].map(transport => ({ player, transport })))

// Side by side: most of the time they wait.
t.jobs = cases.length
for (const { player, transport } of cases) {
  t.test(`${player} plays 10 seconds of decoded video with its token in the ${transport}`, { buffered: true }, async t => {
    const page = await pages.open(`/play.html?player=${player}&transport=${transport}&session=${player}-${transport}`)
    const asked: string[] = []
    page.on('request', request => { asked.push(request.url()) })
    const { state, frames } = await played(page, 10)
    t.equal(state, 'live')
    t.ok(frames > 100, `${frames} frames`)
    const video = asked.filter(url => /\.(m4s|mp4|m3u8|mpd)\b/.test(url))
    t.ok(video.length > 3)
    const carries = { header: /^[^~]*$/, path: /\/~[0-9a-f-]{36}\//, cookie: /^[^~?]*$/, query: /[?&]stream_token=[0-9a-f-]{36}/ }[transport]
    for (const url of video) t.match(url, carries)
    await leave(page)
  })
}
