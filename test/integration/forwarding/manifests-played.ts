import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { runProcess } from '../../fixtures/run-process.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startProcess } from '../../fixtures/start-process.js'
import { acquireToken } from '../../fixtures/streams-client.js'

t.setTimeout(300_000)

const folder = mkdtempSync(join(tmpdir(), 'played-'))
t.teardown(() => { rmSync(folder, { recursive: true }) })
const origin = await startOrigin({ folder })
t.teardown(origin.stop)
const gate = await startGate({ flags: ['--upstream', origin.ready, '--token-transport', 'query'] })
t.teardown(gate.stop)
const token = await acquireToken(gate.ready.url, 'ann')
const PARAMETER = `stream_token=${token}`

/** Makes a video of 3 s in this folder with ffmpeg. */
function make (...options: string[]): void {
  const made = runProcess('ffmpeg', ['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x36:rate=10:duration=3', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', ...options], { cwd: folder })
  if (made.status !== 0) throw new Error(made.stderr)
}

/** Plays a URL without any header, as fast as it arrives. */
async function play (url: string): Promise<{ errors: string, frames: number }> {
  const player = startProcess('ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'error', '-progress', 'pipe:1', '-i', url, '-f', 'null', '-'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [progress, errors] = await Promise.all([text(player.stdout), text(player.stderr), once(player, 'close')])
  return { errors, frames: Number(progress.match(/^frame=(\d+)$/gm)?.at(-1)?.slice('frame='.length) ?? 0) }
}

async function load (name: string): Promise<{ original: string, rewritten: string }> {
  return { original: readFileSync(join(folder, name), 'utf8'), rewritten: await (await fetch(`${gate.ready.url}/${name}?${PARAMETER}`)).text() }
}

writeFileSync(join(folder, 'key.bin'), Buffer.alloc(16, 7))
writeFileSync(join(folder, 'key.txt'), `key.bin\n${join(folder, 'key.bin')}\n`)
make('-f', 'hls', '-hls_time', '1', '-hls_list_size', '0', '-hls_key_info_file', 'key.txt', 'encrypted.m3u8')
make('-f', 'hls', '-hls_time', '1', '-hls_list_size', '0', '-hls_segment_type', 'fmp4', '-hls_flags', 'single_file', 'ranges.m3u8')
writeFileSync(join(folder, 'main.m3u8'), '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\nranges.m3u8\n')
make('-f', 'dash', '-seg_duration', '1', 'template.mpd')
make('-f', 'dash', '-seg_duration', '1', '-use_template', '0', '-use_timeline', '0', '-init_seg_name', 'list-init.m4s', '-media_seg_name', 'list-$Number$.m4s', 'list.mpd')
make('-f', 'dash', '-seg_duration', '1', '-single_file', '1', '-single_file_name', 'single.mp4', 'single.mpd')
const template = readFileSync(join(folder, 'template.mpd'), 'utf8')
writeFileSync(join(folder, 'folder.mpd'), template.replace('<Period ', '<BaseURL>./</BaseURL>\n\t<Period '))
writeFileSync(join(folder, 'root.mpd'), template.replace('<Period ', `<BaseURL>${gate.ready.url}/</BaseURL>\n\t<Period `))

for (const name of ['encrypted.m3u8', 'main.m3u8', 'ranges.m3u8', 'template.mpd', 'list.mpd', 'single.mpd', 'folder.mpd', 'root.mpd']) {
  t.test(`${name} plays to its end with the token in its URL only`, async t => {
    const { errors, frames } = await play(`${gate.ready.url}/${name}?${PARAMETER}`)
    t.equal(errors, '')
    t.ok(frames >= 20, `${frames} frames`)
    t.equal(frames, (await play(`${origin.ready}/${name.replace('root', 'template')}`)).frames, 'as many frames as without a gate')
    const { original, rewritten } = await load(name)
    t.not(rewritten, original)
    t.equal(rewritten.replaceAll(`?${PARAMETER}`, ''), original)
  })
}

t.test('the token is added to a key and to a BaseURL that is a file, but not to one that is a folder', async t => {
  t.match((await load('encrypted.m3u8')).rewritten, `URI="key.bin?${PARAMETER}"`)
  t.match((await load('single.mpd')).rewritten, `<BaseURL>single.mp4?${PARAMETER}</BaseURL>`)
  t.match((await load('folder.mpd')).rewritten, '<BaseURL>./</BaseURL>')
})
