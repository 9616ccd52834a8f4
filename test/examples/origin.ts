import { once } from 'node:events'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { startOrigin } from '../fixtures/start-origin.js'

const folder = t.testdir({ public: { 'clip.mp4': '0123456789', 'empty.vtt': '', 'a b.html': 'spaced' }, 'secret.txt': 'secret' })
await symlink(join(folder, 'secret.txt'), join(folder, 'public', 'link.mp4'))
const origin = await startOrigin({ folder: join(folder, 'public') })
t.teardown(origin.stop)
const sample = await startOrigin()
t.teardown(sample.stop)

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(origin.ready + path, { method, headers })

/** fetch would tidy the target before sending it. */
async function statusOfRaw (target: string): Promise<number | undefined> {
  const { port } = new URL(origin.ready)
  const sent = request({ port, host: '127.0.0.1', path: target, agent: false }).end()
  const [res] = await once(sent, 'response')
  res.resume()
  await once(res, 'end')
  return res.statusCode
}

t.test('the sample clip is served as HLS', async t => {
  const playlist = await fetch(`${sample.ready}/main.m3u8`)
  t.equal(playlist.status, 200)
  t.equal(playlist.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  t.equal(await playlist.text(), await readFile('examples/video/main.m3u8', 'utf8'))
  const segment = await fetch(`${sample.ready}/segment-00.m4s`)
  t.equal(segment.headers.get('content-type'), 'video/iso.segment')
  t.same(new Uint8Array(await segment.arrayBuffer()), new Uint8Array(await readFile('examples/video/segment-00.m4s')))
})

t.test('HEAD has the headers of GET and no body', async t => {
  const res = await get('/clip.mp4', {}, 'HEAD')
  t.equal(res.status, 200)
  t.equal(res.headers.get('content-length'), '10')
  t.equal(await res.text(), '')
})

t.test('an escaped name and an empty file are found', async t => {
  t.equal(await (await get('/a%20b.html?query')).text(), 'spaced')
  const empty = await get('/empty.vtt')
  t.equal(empty.status, 200)
  t.equal(await empty.text(), '')
})

for (const [range, status, body, contentRange] of [
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=7-99', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=-0', 416, '', 'bytes */10'],
  ['bytes=5-2', 200, '0123456789', null],
  ['bytes=0-1,3-4', 200, '0123456789', null],
  ['bytes=-', 200, '0123456789', null],
  ['lines=1-2', 200, '0123456789', null]
] as const) {
  t.test(`Range: ${range} gets ${status}`, async t => {
    const res = await get('/clip.mp4', { range })
    t.equal(res.status, status)
    t.equal(res.headers.get('content-range'), contentRange)
    t.equal(await res.text(), body)
  })
}

t.test('a conditional request gets 304 while the file is unchanged', async t => {
  const first = await get('/clip.mp4')
  await first.text()
  const etag = first.headers.get('etag') ?? ''
  const modified = first.headers.get('last-modified') ?? ''
  const later = new Date(Date.parse(modified) + 60_000).toUTCString()
  const earlier = new Date(Date.parse(modified) - 60_000).toUTCString()
  t.equal((await get('/clip.mp4', { 'if-none-match': etag })).status, 304)
  t.equal((await get('/clip.mp4', { 'if-none-match': `"other", W/${etag}` })).status, 304)
  t.equal((await get('/clip.mp4', { 'if-none-match': '"other"', 'if-modified-since': later })).status, 200)
  t.equal((await get('/clip.mp4', { 'if-modified-since': modified })).status, 304)
  t.equal((await get('/clip.mp4', { 'if-modified-since': earlier })).status, 200)
  t.equal((await get('/clip.mp4', { range: 'bytes=0-0', 'if-range': etag })).status, 206)
  t.equal((await get('/clip.mp4', { range: 'bytes=0-0', 'if-range': '"other"' })).status, 200)
})

t.test('files outside the folder are not served', async t => {
  await writeFile(join(folder, 'public-too.txt'), 'a neighbour whose name begins alike')
  for (const target of [
    '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/../public-too.txt', '/link.mp4', '/%00', '/%', '/',
    '//etc/passwd', '/clip.mp4/', '/none.mp4', `/${'x'.repeat(5000)}`
  ]) t.equal(await statusOfRaw(target), 404, target.slice(0, 40))
})

t.test('other methods are refused', async t => {
  const res = await get('/clip.mp4', {}, 'POST')
  t.equal(res.status, 405)
  t.equal(res.headers.get('allow'), 'GET, HEAD')
})

t.test('a client can disconnect during a response, and SIGTERM ends the server with status 0', async t => {
  const other = await startOrigin()
  const leaving = new AbortController()
  await fetch(`${other.ready}/segment-00.m4s`, { signal: leaving.signal })
  leaving.abort()
  t.equal((await fetch(`${other.ready}/main.m3u8`)).status, 200)
  t.equal(await other.stop(), 0)
  t.same(other.lines, [`origin listening on ${other.ready}`])
})
