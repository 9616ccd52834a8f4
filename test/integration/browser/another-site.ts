import t from 'tap'
import { leave } from '../../fixtures/leave.js'
import { look, openPlayerPages, played } from '../../fixtures/open-player-pages.js'
import { startTlsFront } from '../../fixtures/start-tls-front.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const TRUST = ['--trusted-proxy', '127.0.0.1']
const ELSEWHERE = { pagesHost: 'localhost', front: startTlsFront }

t.test('a page of another site plays through a proxy that terminates TLS', async t => {
  const pages = await openPlayerPages(t, [...TRUST, '--token-cookie-same-site', 'none'], ELSEWHERE)
  const cases = [['hls', 'header'], ['hls', 'path'], ['hls', 'query'], ['hls', 'cookie'], ['shaka', 'cookie'], ['dash', 'cookie'], ['video', 'cookie']]
  await Promise.all(cases.map(async ([player, transport]) => {
    const page = await pages.open(`/play.html?player=${player}&transport=${transport}&session=${player}-${transport}`)
    t.match(await played(page, 2), { state: 'live', says: '' }, `${player} by ${transport}`)
    const [cookie] = await page.context().cookies()
    if (transport === 'cookie') t.match(cookie, { name: 'stream_token', httpOnly: true, secure: true, sameSite: 'None' })
    else t.equal(cookie, undefined)
    await leave(page)
  }))
})

t.test('a same-site cookie is not sent from another site, and the page can show why', async t => {
  const pages = await openPlayerPages(t, TRUST, ELSEWHERE)
  const page = await pages.open('/play.html?player=hls&transport=cookie')
  await until(async () => (await look(page)).state === 'ended', 100)
  t.match(await look(page), { says: /code 4$/, frames: 0 })
})
