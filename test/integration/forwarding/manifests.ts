import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { runProcess } from '../../fixtures/run-process.js'
import { startGate } from '../../fixtures/start-gate.js'
import { acquireToken } from '../../fixtures/streams-client.js'

t.setTimeout(300_000)

const PLAYLIST = '#EXTM3U\r\n#EXTINF:2,\r\nsegment.ts\r\n'
const MANIFEST = '<?xml version="1.0"?>\n<MPD><BaseURL>v/</BaseURL><SegmentTemplate media="s-$Number$.m4s"/></MPD>'
let respond: (request: IncomingMessage, response: ServerResponse) => void = () => {}
let requested: IncomingHttpHeaders = {}
const upstream = createServer((request, response) => {
  requested = request.headers
  respond(request, response)
})
await new Promise<void>(resolve => { upstream.listen(0, '127.0.0.1', resolve) })
t.teardown(() => {
  upstream.closeAllConnections()
  upstream.close()
})
const gate = await startGate({ flags: ['--upstream', `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, '--token-transport', 'query', 'path', '--limit', '100'] })
t.teardown(gate.stop)
const { url } = gate.ready
const token = await acquireToken(url, 'ann')
const PARAMETER = `stream_token=${token}`
const rewritten = PLAYLIST.replace('segment.ts', `segment.ts?${PARAMETER}`)

async function ask (path: string, body: Buffer | string, headers: Record<string, string>, init: RequestInit = {}, status = 200): Promise<Response> {
  respond = (_request, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }
  return await fetch(`${url}${path}${path.includes('?') ? '&' : '?'}${PARAMETER}`, { redirect: 'manual', ...init })
}

t.test('a manifest is recognised by its type, or by its file name if the type is generic', async t => {
  for (const [path, type] of [['/a', 'application/vnd.apple.mpegurl'], ['/a', 'Application/X-mpegURL; charset=utf-8'], ['/a', 'audio/mpegurl'], ['/a.m3u8', 'text/plain'], ['/a.M3U8?x', 'application/octet-stream']] as const) {
    t.equal(await (await ask(path, PLAYLIST, { 'Content-Type': type })).text(), rewritten, `${path} ${type}`)
  }
  t.equal(await (await ask('/a.m3u8', PLAYLIST, {})).text(), rewritten)
  t.match(await (await ask('/a', MANIFEST, { 'Content-Type': 'application/dash+xml' })).text(), `<BaseURL>v/</BaseURL><SegmentTemplate media="s-$Number$.m4s?${PARAMETER}"/>`)
  t.equal(await (await ask('/a.mpd', '<html/>', { 'Content-Type': 'application/xml' })).text(), '<html/>')
  for (const [path, type] of [['/a', 'text/plain'], ['/a.m3u8', 'text/html'], ['/a.ts', 'video/mp2t']] as const) {
    t.equal(await (await ask(path, PLAYLIST, { 'Content-Type': type })).text(), PLAYLIST, `${path} ${type}`)
  }
})

t.test('with other token transports, manifests pass unchanged', async t => {
  respond = (_request, response) => { response.writeHead(200, { 'Content-Type': 'audio/mpegurl', ETag: '"a"' }).end(PLAYLIST) }
  for (const [target, headers] of [[`/~${token}/a.m3u8`, {}], ['/a.m3u8', { 'X-Stream-Token': token }]] as const) {
    const passed = await fetch(url + target, { headers })
    t.equal(await passed.text(), PLAYLIST)
    t.equal(passed.headers.get('etag'), '"a"')
  }
})

t.test('encoded manifests are decoded, and those with an unknown coding pass unchanged', async t => {
  const type = 'application/x-mpegurl'
  for (const [encoding, body] of [['gzip', gzipSync(PLAYLIST)], ['x-gzip', gzipSync(PLAYLIST)], ['deflate', deflateSync(PLAYLIST)], ['br', brotliCompressSync(PLAYLIST)], ['identity', Buffer.from(PLAYLIST)]] as const) {
    const passed = await ask('/a', body, { 'Content-Type': type, 'Content-Encoding': encoding, Vary: 'Accept-Encoding' })
    t.equal(await passed.text(), rewritten, encoding)
    t.equal(passed.headers.get('content-encoding'), null)
    t.equal(passed.headers.get('vary'), 'Accept-Encoding')
  }
  const unknown = await ask('/a', 'xyz', { 'Content-Type': type, 'Content-Encoding': 'x-secret' })
  t.equal(unknown.headers.get('content-encoding'), 'x-secret')
  t.equal(await unknown.text(), 'xyz')
})

t.test('an invalid encoding aborts the response, and the gate goes on serving', async t => {
  const whole = gzipSync(Buffer.alloc(100_000, 'a\n'))
  await t.rejects((async () => await (await ask('/a', Buffer.concat([whole.subarray(0, 40), Buffer.alloc(100)]), { 'Content-Type': 'audio/mpegurl', 'Content-Encoding': 'gzip' })).text())())
  t.equal(await (await ask('/a.m3u8', PLAYLIST, {})).text(), rewritten)
})

t.test('headers about the bytes are removed, the entity tag is weak, and shared caches store nothing', async t => {
  const passed = await ask('/a.m3u8', PLAYLIST, { 'Content-Length': String(PLAYLIST.length), ETag: '"v1"', 'Accept-Ranges': 'bytes', 'Content-MD5': 'x', 'Cache-Control': 'public, max-age=2, s-maxage=60', 'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT' })
  t.equal(passed.headers.get('content-length'), null)
  t.equal(passed.headers.get('etag'), 'W/"v1"')
  t.equal(passed.headers.get('accept-ranges'), null)
  t.equal(passed.headers.get('content-md5'), null)
  t.equal(passed.headers.get('cache-control'), 'private, max-age=2')
  t.equal(passed.headers.get('last-modified'), 'Mon, 01 Jan 2024 00:00:00 GMT')
  t.equal(await passed.text(), rewritten)
  const head = await ask('/a.m3u8', '', { 'Content-Length': '300', ETag: '"v1"' }, { method: 'HEAD' })
  t.equal(head.headers.get('content-length'), null)
  t.equal(head.headers.get('etag'), 'W/"v1"')
  const unchanged = await ask('/a.m3u8', '', { ETag: '"v1"' }, { headers: { 'If-None-Match': 'W/"v1"' } }, 304)
  t.equal(unchanged.status, 304)
  t.equal(unchanged.headers.get('etag'), 'W/"v1"')
  t.equal(requested['if-none-match'], 'W/"v1"')
})

t.test('a manifest is requested without a range, a segment with the range of the client', async t => {
  await ask('/a.m3u8', PLAYLIST, {}, { headers: { Range: 'bytes=0-' } })
  t.equal(requested.range, undefined)
  await ask('/a.ts', 'x', { 'Content-Type': 'video/mp2t' }, { headers: { Range: 'bytes=0-' } })
  t.equal(requested.range, 'bytes=0-')
})

t.test('a response without success passes unchanged', async t => {
  const refused = await ask('/a.m3u8', PLAYLIST, { 'Content-Type': 'audio/mpegurl', ETag: '"a"' }, {}, 404)
  t.equal(await refused.text(), PLAYLIST)
  t.equal(refused.headers.get('etag'), '"a"')
})

t.test('redirects to the same host keep the token', async t => {
  for (const [path, from, to] of [
    [`/a?${PARAMETER}`, '/b?x', `/b?x&${PARAMETER}`],
    [`/a?${PARAMETER}`, 'b', `b?${PARAMETER}`],
    [`/a?${PARAMETER}`, `${url}/b`, `${url}/b?${PARAMETER}`],
    [`/a?${PARAMETER}`, 'https://other.example/b', 'https://other.example/b'],
    [`/~${token}/a`, '/b?x', `/~${token}/b?x`],
    [`/~${token}/a`, `${url}/b`, `${url}/~${token}/b`],
    [`/~${token}/a`, 'b', 'b'],
    [`/~${token}/a`, '//other.example/b', '//other.example/b']
  ] as const) {
    respond = (_request, response) => { response.writeHead(302, { Location: from }).end() }
    const passed = await fetch(url + path, { redirect: 'manual' })
    t.equal(passed.headers.get('location'), to, `${path} to ${from}`)
  }
})

t.test('a manifest that the upstream aborts is aborted, and a slow client stops the upstream', async t => {
  respond = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'audio/mpegurl' })
    response.write(PLAYLIST, () => { response.destroy() })
  }
  await t.rejects((async () => await (await fetch(`${url}/a?${PARAMETER}`)).text())())

  let written = 0
  const piece = Buffer.from('#EXTINF:2,\nsegment.ts\n'.repeat(3000))
  const total = 64 * 1024 * 1024
  respond = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'audio/mpegurl' })
    response.write('#EXTM3U\n')
    const more = (): void => {
      while (written < total) {
        written += piece.length
        if (response.write(piece)) continue
        response.once('drain', more)
        return
      }
      response.end()
    }
    more()
  }
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.pause()
  socket.write(`GET /a?${PARAMETER} HTTP/1.1\r\nHost: a\r\n\r\n`)
  let before = -1
  while (before !== written) {
    before = written
    await new Promise(resolve => { setTimeout(resolve, 500) })
  }
  t.ok(written > 0 && written < total, 'the upstream is stopped')
  socket.destroy()
})

t.test('manifests made by ffmpeg are rewritten', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'))
  t.teardown(() => { rmSync(folder, { recursive: true }) })
  const made = runProcess('ffmpeg', ['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x36:rate=10:duration=2', '-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'dash', '-seg_duration', '1', '-hls_playlist', '1', join(folder, 'video.mpd')])
  t.equal(made.status, 0, made.stderr)
  for (const [name, type] of [['video.mpd', 'application/dash+xml'], ['master.m3u8', 'application/x-mpegurl'], ['media_0.m3u8', 'application/x-mpegurl']] as const) {
    const text = readFileSync(join(folder, name), 'utf8')
    const passed = await (await ask(`/${name}`, text, { 'Content-Type': type })).text()
    t.equal(passed.replaceAll(`?${PARAMETER}`, ''), text)
    t.match(passed, PARAMETER)
  }
})
