import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { frontRawOrigin, warmUp } from '../../fixtures/front-raw-origin.js'
import { frontUpstream } from '../../fixtures/front-upstream.js'

const CONTEXT = { manifestQuery: 'st=T' }
const PLAYLIST = '#EXTM3U\na.ts\n'
const REWRITTEN = '#EXTM3U\na.ts?st=T\n'

/** What a client receives until its connection closes, when the upstream sends this response and optionally closes. */
async function read (t: Test, { response, closes = false, method = 'GET', version = '1.1', target = '/a.m3u8', headers = '' }: {
  response: string
  closes?: boolean
  method?: string
  version?: string
  target?: string
  headers?: string
}): Promise<{ received: string, request: string, errorCode: string | undefined, failures: readonly string[] }> {
  const { client, peer, front } = await frontRawOrigin(t, {}, { context: CONTEXT })
  client.write(`${method} ${target} HTTP/${version}\r\nHost: gate.example\r\nConnection: close\r\n${headers}\r\n`)
  const upstream = await peer()
  const request = await upstream.until('\r\n\r\n')
  upstream.write(response)
  if (closes) upstream.socket.end()
  return { received: (await client.untilClosed()).replace(/^Date: .*\r\n/m, ''), request, errorCode: client.errorCode, failures: front.observed.failures }
}

t.test('a rewritten manifest is chunked, or delimited by the close for HTTP/1.0', async t => {
  const response = `HTTP/1.1 200 OK\r\nContent-Length: ${PLAYLIST.length}\r\n\r\n${PLAYLIST}`
  t.match((await read(t, { response })).received, /^HTTP\/1.1 200 OK\r\nCache-Control: private\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n#EXTM3U\na.ts\?st=T\n\r\n0\r\n\r\n$/)
  t.equal((await read(t, { response, version: '1.0' })).received, `HTTP/1.1 200 OK\r\nCache-Control: private\r\nConnection: close\r\n\r\n${REWRITTEN}`)
  t.equal((await read(t, { response: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: gzip\r\n\r\n' })).received, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n')
})

t.test('the response to HEAD has the headers of the response to GET', async t => {
  t.equal((await read(t, { method: 'HEAD', response: 'HTTP/1.1 200 OK\r\nContent-Length: 300\r\nETag: "a"\r\nContent-Encoding: br\r\n\r\n' })).received, 'HTTP/1.1 200 OK\r\nETag: W/"a"\r\nCache-Control: private\r\nConnection: close\r\n\r\n')
})

t.test('trailers are forwarded, except those about the bytes', async t => {
  const response = `HTTP/1.1 200 OK\r\nTrailer: X-Sum, Content-Digest\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n${PLAYLIST}\r\n0\r\nX-Sum: 1\r\nContent-Digest: 2\r\n\r\n`
  t.equal((await read(t, { response })).received.split('\r\n0\r\n')[1], 'X-Sum: 1\r\n\r\n')
})

t.test('a range that is the whole manifest becomes a 200, other ranges pass unchanged', async t => {
  const last = PLAYLIST.length - 1
  const partial = (range: string): string => `HTTP/1.1 206 Partial Content\r\nContent-Type: audio/mpegurl\r\nContent-Range: bytes ${range}\r\nContent-Length: ${PLAYLIST.length}\r\n\r\n${PLAYLIST}`
  const whole = await read(t, { response: partial(`0-${last}/${last + 1}`), target: '/list', headers: 'Range: bytes=0-\r\n' })
  t.match(whole.request, 'Range: bytes=0-')
  t.match(whole.received, /^HTTP\/1.1 200 OK\r\nContent-Type: audio\/mpegurl\r\nCache-Control: private\r\n/)
  t.match(whole.received, REWRITTEN)
  for (const range of [`0-${last}/${last + 2}`, `0-${last}/*`, `1-${last + 1}/${last + 2}`]) {
    const part = await read(t, { response: partial(range), target: '/list', headers: 'Range: bytes=0-\r\n' })
    t.match(part.received, /^HTTP\/1.1 206 Partial Content\r\n/)
    t.ok(part.received.endsWith(`Content-Length: ${PLAYLIST.length}\r\nConnection: close\r\n\r\n${PLAYLIST}`))
  }
})

t.test('Accept-Encoding is limited to what the gate can decode', async t => {
  const { request } = await read(t, { response: 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', headers: 'Accept-Encoding: gzip, deflate, br, zstd\r\nRange: bytes=0-\r\nIf-Range: "a"\r\nIf-None-Match: W/"a"\r\n' })
  t.match(request, '\r\nAccept-Encoding: gzip, br\r\n')
  t.match(request, '\r\nIf-None-Match: W/"a"\r\n')
  t.notMatch(request, /Range/)
})

t.test('a manifest that cannot be decoded is visibly incomplete, and reported as a failure', async t => {
  const gzipped = gzipSync(Buffer.from(PLAYLIST.repeat(1000)))
  for (const version of ['1.0', '1.1']) {
    for (const body of [gzipped.subarray(0, -20), Buffer.concat([gzipped.subarray(0, 20), Buffer.alloc(50)]), Buffer.from('no')]) {
      const broken = await read(t, { version, response: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body.toString('latin1')}` })
      t.notMatch(broken.received, /\r\n0\r\n\r\n$/)
      t.same(broken.failures, ['UPSTREAM_BROKEN'])
      if (version === '1.0') t.equal(broken.errorCode, 'ECONNRESET', 'an orderly close would complete it')
    }
  }
})

t.test('so is one that would send the token to another host, and one that the upstream aborts', async t => {
  const late = `<MPD><Location>a</Location>${'<!-- 0123456789 -->'.repeat(20_000)}<BaseURL>https://cdn.example/</BaseURL></MPD>`
  const broken = await read(t, { target: '/a.mpd', response: `HTTP/1.1 200 OK\r\nContent-Length: ${late.length}\r\n\r\n${late}` })
  t.notMatch(broken.received, /\r\n0\r\n\r\n$/)
  t.same(broken.failures, ['UPSTREAM_BROKEN'])
  const aborted = await read(t, { closes: true, version: '1.0', response: `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${PLAYLIST}` })
  t.equal(aborted.errorCode, 'ECONNRESET')
  t.same(aborted.failures, ['UPSTREAM_BROKEN'])
})

t.test('a large head does not delay the manifest', async t => {
  const response = `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\nContent-Length: ${PLAYLIST.length}\r\n\r\n${PLAYLIST}`
  t.match((await read(t, { response })).received, REWRITTEN)
})

t.test('redirects with a token are private', async t => {
  const redirect = (location: string): string => `HTTP/1.1 301 Moved Permanently\r\nLocation: ${location}\r\nCache-Control: public, max-age=9\r\nContent-Length: 0\r\n\r\n`
  t.match((await read(t, { response: redirect('/b') })).received, /Location: \/b\?st=T\r\nContent-Length: 0\r\nCache-Control: private, max-age=9\r\n/)
  t.match((await read(t, { response: redirect('https://other.example/b') })).received, /Location: https:\/\/other.example\/b\r\nCache-Control: public, max-age=9\r\n/)
})

t.test('a client that disconnects during a manifest ends the exchange', async t => {
  const fronted = await frontRawOrigin(t, {}, { context: CONTEXT })
  const upstream = await warmUp(fronted)
  const leaving = await fronted.front.connect()
  leaving.write('GET /a.m3u8 HTTP/1.1\r\nHost: gate.example\r\n\r\n')
  await upstream.until('/a.m3u8')
  upstream.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n${gzipSync(PLAYLIST).subarray(0, 12).toString('latin1')}`)
  await leaving.until('\r\n\r\n')
  leaving.socket.destroy()
  await fronted.front.until(observed => observed.exchanges === 0)
  await upstream.untilClosed()
  t.same(fronted.front.observed.failures, [])
})

t.test('a compression bomb is decoded no faster than the client reads', async t => {
  const plain = 256 * 1024 * 1024
  const bomb = gzipSync(Buffer.concat([Buffer.from('#EXTM3U\n'), Buffer.alloc(plain, `${'#'.repeat(1023)}\n`)]))
  const origin = createServer((_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'audio/mpegurl', 'Content-Encoding': 'gzip' }).end(bomb)
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => origin.once('listening', resolve))
  const front = await frontUpstream({ port: (origin.address() as AddressInfo).port }, { context: CONTEXT })
  t.teardown(async () => {
    await front.stop()
    origin.closeAllConnections()
    origin.close()
  })
  const client = await front.connect()
  client.socket.pause()
  client.write('GET /a HTTP/1.1\r\nHost: gate.example\r\n\r\n')
  const [socket] = await new Promise<[{ bytesWritten: number }]>(resolve => { front.server.once('request', (request: IncomingMessage) => { resolve([request.socket]) }) })
  let before = -1
  while (socket.bytesWritten === 0 || before !== socket.bytesWritten) {
    before = socket.bytesWritten
    await new Promise(resolve => { setTimeout(resolve, 300) })
  }
  t.ok(before < plain / 4, `${before} bytes were made of it`)
  client.socket.destroy()
  await front.until(observed => observed.exchanges === 0)
})
