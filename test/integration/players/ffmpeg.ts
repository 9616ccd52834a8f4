import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startProcess } from '../../fixtures/start-process.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'

t.setTimeout(300_000)

const SECONDS = 4
const FRAMES_A_SECOND = 15
const SOURCES = { 'HLS video': '/main.m3u8', 'DASH video': '/dash/main.mpd', 'live stream': '/live.m3u8' }

const origin = await startOrigin()
t.teardown(origin.stop)
const gate = await startGate({ flags: ['--upstream', origin.ready, '--limit', '100', '--token-transport', 'path', 'cookie', 'query'] })
t.teardown(gate.stop)
const { url } = gate.ready

/** The input of ffmpeg, by each carrier. */
const CARRIERS: Readonly<Record<string, (path: string, token: string) => readonly string[]>> = {
  path: (path, token) => ['-i', `${url}/~${token}${path}`],
  query: (path, token) => ['-i', `${url}${path}?stream_token=${token}`],
  header: (path, token) => ['-headers', `X-Stream-Token: ${token}\r\n`, '-i', url + path],
  cookie: (path, token) => ['-cookies', `stream_token=${token}; path=/`, '-i', url + path]
}

interface Played { readonly status: number, readonly frames: number, readonly complaint: string }

/** Decodes some seconds of an input, or what there is of it. */
async function play (input: readonly string[]): Promise<Played> {
  const args = ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, '-t', String(SECONDS), '-map', '0:v:0', '-f', 'framecrc', '-']
  const player = startProcess('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [[status], frames, complaint] = await Promise.all([once(player, 'close'), text(player.stdout), text(player.stderr)])
  return { status, frames: frames.split('\n').filter(line => /^0,/.test(line)).length, complaint }
}

for (const [carrier, inputOf] of Object.entries(CARRIERS)) {
  for (const [kind, path] of Object.entries(SOURCES)) {
    t.test(`ffmpeg decodes a ${kind} with its token in the ${carrier}`, async t => {
      const played = await play(inputOf(path, await acquireToken(url, 'ann')))
      t.same(played, { status: 0, frames: SECONDS * FRAMES_A_SECOND, complaint: '' })
    })
  }
}

t.test('ffmpeg stops with the status of the refusal after its stream is released', async t => {
  const token = await acquireToken(url, 'bob')
  await callStreams(url, { session: 'bob', token, method: 'DELETE' })
  for (const inputOf of Object.values(CARRIERS)) {
    const { status, frames, complaint } = await play(inputOf('/main.m3u8', token))
    t.not(status, 0)
    t.equal(frames, 0)
    t.match(complaint, /401 Unauthorized/)
  }
})
