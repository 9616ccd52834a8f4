import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { startGate } from '../fixtures/start-gate.js'
import { startOrigin } from '../fixtures/start-origin.js'
import { startProcess } from '../fixtures/start-process.js'

/** The sample clip: 30 s at 15 pictures a second. */
const FRAMES = 450

const origin = await startOrigin()
t.teardown(origin.stop)
const gate = await startGate({ flags: ['--upstream', origin.ready] })
t.teardown(gate.stop)

/** Plays the clip as fast as it comes, with `headers` spelled as ffmpeg wants them. */
async function play (headers: string): Promise<{ status: number, complaint: string, frames: number }> {
  const ffmpeg = startProcess('ffmpeg', [
    '-nostdin', '-hide_banner', '-loglevel', 'error', '-xerror', '-progress', 'pipe:1',
    '-headers', headers, '-i', `${gate.ready.url}/main.m3u8`, '-f', 'null', '-'
  ], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [[status], progress, complaint] = await Promise.all([once(ffmpeg, 'close'), text(ffmpeg.stdout), text(ffmpeg.stderr)])
  // The report repeats itself while playing; its last word counts.
  return { status, complaint, frames: Number(progress.match(/^frame=(\d+)$/gm)?.at(-1)?.slice('frame='.length) ?? 0) }
}

async function acquire (session: string): Promise<string> {
  const granted = await fetch(`${gate.ready.url}/streams`, { headers: { 'X-Stream-Session': session } })
  return (await granted.json() as { token: string }).token
}

t.test('a player with a token plays the clip to its end', async t => {
  const token = await acquire('alice')
  t.same(await play(`X-Stream-Token: ${token}\r\n`), { status: 0, complaint: '', frames: FRAMES })
})

t.test('a player without a token gets 401 and no picture', async t => {
  const { status, complaint, frames } = await play('')
  t.not(status, 0)
  t.match(complaint, /401 Unauthorized/)
  t.equal(frames, 0)
})

t.test('a player whose stream was released gets 401 and no picture', async t => {
  const token = await acquire('bob')
  const headers = { 'X-Stream-Session': 'bob', 'X-Stream-Token': token }
  t.equal((await fetch(`${gate.ready.url}/streams`, { method: 'DELETE', headers })).status, 204)
  const { status, complaint, frames } = await play(`X-Stream-Token: ${token}\r\n`)
  t.not(status, 0)
  t.match(complaint, /401 Unauthorized/)
  t.equal(frames, 0)
})
