// Counts what each player asks for in a minute, by every carrier of the token: the table of docs/PLAYERS.md.
//
//   node scripts/count-requests.js     (after `npm run build`; needs ffmpeg and Chromium; takes two minutes)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startProgram } from './demo/start-program.js'

const PLAY_SECONDS = 60
const PLAYERS = { hls: '/master.m3u8', shaka: '/main.mpd', dash: '/main.mpd', video: '/master.m3u8' }
const CARRIERS = ['header', 'path', 'query', 'cookie']
const PAGES = 'http://127.0.0.1:3980'

const folder = mkdtempSync(join(tmpdir(), 'count-'))
const running = []
try {
  makeVideo()
  const origin = await start(['examples/origin.js', '--port', '0', '--folder', folder], line => /^origin listening on (.*)$/.exec(line)?.[1])
  const gate = await start(['bin/streamgate.js', 'serve'], line => {
    const { msg, public: own } = line.startsWith('{') ? JSON.parse(line) : {}
    return msg === 'listening' ? `http://${own.host}:${own.port}` : undefined
  }, { HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', UPSTREAM_URL: origin, LOG_LEVEL: 'info', TOKEN_TRANSPORTS: 'path,query,cookie', CORS_ORIGINS: PAGES })
  await start(['examples/serve-pages.js', '--gate', gate, '--port', new URL(PAGES).port], line => line.startsWith('pages on') ? true : undefined)
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--mute-audio', '--autoplay-policy=no-user-gesture-required'] })
  console.log('| player | carrier | preflights | manifests | segments | `/streams` |\n| --- | --- | --- | --- | --- | --- |')
  const rows = await Promise.all(Object.entries(PLAYERS).flatMap(([player, source]) => CARRIERS.map(carrier => count(browser, gate, player, source, carrier))))
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
  await browser.close()
} finally {
  for (const { stop } of running) stop()
  rmSync(folder, { recursive: true })
}

async function count (browser, gate, player, source, carrier) {
  const page = await (await browser.newContext()).newPage()
  const counts = { preflights: 0, manifests: 0, segments: 0, streams: 0 }
  // Playwright itself hides preflights; the protocol below it tells.
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  network.on('Network.requestWillBeSent', ({ request: { method, url } }) => {
    if (!url.startsWith(gate)) return
    const path = new URL(url).pathname
    if (method === 'OPTIONS') counts.preflights++
    else if (path.startsWith('/streams')) counts.streams++
    else if (/\.(m3u8|mpd)$/.test(path)) counts.manifests++
    else counts.segments++
  })
  await page.goto(`${PAGES}/play.html?player=${player}&transport=${carrier}&session=${player}-${carrier}&source=${source}`)
  await page.waitForFunction(`document.querySelector('video').currentTime >= ${PLAY_SECONDS - 1}`, undefined, { timeout: 240_000, polling: 500 })
  await page.close()
  return [player, carrier, ...Object.values(counts)]
}

/** A minute with picture and sound in segments of 4 s, as HLS and as DASH. */
function makeVideo () {
  const { status, stderr } = spawnSync('ffmpeg', [
    '-nostdin', '-loglevel', 'error',
    '-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=15:duration=${PLAY_SECONDS}`, '-f', 'lavfi', '-i', `sine=duration=${PLAY_SECONDS}`,
    '-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-preset', 'veryfast', '-g', '60', '-keyint_min', '60', '-sc_threshold', '0',
    '-c:a', 'aac', '-b:a', '32k', '-f', 'dash', '-seg_duration', '4', '-hls_playlist', '1', '-adaptation_sets', 'id=0,streams=v id=1,streams=a', join(folder, 'main.mpd')
  ], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

async function start (args, isReady, env = {}) {
  const program = startProgram({ args, env, isReady })
  running.push(program)
  return await program.ready
}
