import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { startGate } from '../fixtures/start-gate.js'
import { acquireToken, callStreams } from '../fixtures/streams-client.js'

t.setTimeout(300_000)

/** Requests that reached the upstream, and who they were said to be for. */
const reached: Array<{ url: string, viewer: string | undefined }> = []
const upstream = createServer((request, response) => {
  reached.push({ url: request.url as string, viewer: request.headers['x-stream-session'] as string | undefined })
  request.resume()
  response.end('video')
})
await new Promise<void>(resolve => { upstream.listen(0, '127.0.0.1', resolve) })
t.teardown(() => {
  upstream.closeAllConnections()
  upstream.close()
})
const gate = await startGate({ flags: ['--upstream', `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, '--log-level', 'info'] })
t.teardown(gate.stop)
const { url } = gate.ready
const port = Number(new URL(url).port)

/**
 * Sends bytes as they are and resolves to all that came back once the gate is done with the connection.
 * A gate that hangs fails the run by its timeout.
 *
 * @param thatIsAll also says that no more bytes will come, for what may be half a request
 */
async function send (bytes: Buffer, { thatIsAll = false } = {}): Promise<string> {
  return await new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => { received += text })
    socket.on('error', () => {})
    socket.once('close', () => { resolve(received) })
    socket.once('end', () => { socket.destroy() })
    if (thatIsAll) socket.end(bytes)
    else socket.write(bytes)
  })
}

const isAlive = async (): Promise<boolean> => (await fetch(url)).status === 200

const strangeTokens: Array<[string, string]> = [
  ['empty', ''],
  ['short', 'abc'],
  ['a digit too long', '00000000-0000-4000-8000-0000000000000'],
  ['no hexadecimal', 'zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz'],
  ['obs-text', 'caf\xe9'],
  ['unicode as UTF-8', Buffer.from('トークン').toString('latin1')],
  ['NUL', '00000000-0000-4000-8000-00000000000\0'],
  ['tab', '\t'],
  ['two in one', '00000000-0000-4000-8000-000000000000, 00000000-0000-4000-8000-000000000000'],
  ['8 KiB', 'a'.repeat(8192)],
  ['1 MiB', 'a'.repeat(1024 * 1024)],
  ['nobody\'s', '00000000-0000-4000-8000-000000000000']
]

for (const [what, token] of strangeTokens) {
  t.test(`a token that is ${what} opens nothing`, async t => {
    const before = reached.length
    const answer = await send(Buffer.from(`GET /film HTTP/1.1\r\nHost: x\r\nX-Stream-Token: ${token}\r\nConnection: close\r\n\r\n`, 'latin1'))
    t.match(answer, /^HTTP\/1\.1 4\d\d /)
    t.equal(reached.length, before)
    t.ok(await isAlive())
  })
  t.test(`a session that is ${what} harms nothing`, async t => {
    const answer = await send(Buffer.from(`GET /streams HTTP/1.1\r\nHost: x\r\nX-Stream-Session: ${token}\r\nConnection: close\r\n\r\n`, 'latin1'))
    t.match(answer, /^HTTP\/1\.1 (200|4\d\d) /)
    t.ok(await isAlive())
  })
}

// Pieces that parsers of HTTP have tripped over, glued together at random.
const piece = fc.constantFrom(
  'GET ', 'POST ', 'DELETE ', 'HEAD ', 'OPTIONS ', 'CONNECT ', 'BREW ', '/', '/film', '//film', '/../film', '/%2e%2e/', '/streams', '/streams/../film',
  '/\\film', 'http://foreign/film', 'http://[::1', '*', '#', '?', ' HTTP/1.1', ' HTTP/1.0', ' HTTP/9.9', '\r\n', '\n', '\r', '\r\n\r\n', 'Host: x\r\n', 'Host: x, y\r\n',
  'X-Stream-Token: ', 'X_Stream_Token: ', '00000000-0000-4000-8000-000000000000', 'X-Stream-Session: eve\r\n', 'Content-Length: 5\r\n', 'Content-Length: -1\r\n',
  'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: chunked, gzip\r\n', 'Transfer-Encoding : chunked\r\n', '5\r\nhello\r\n0\r\n\r\n', 'ffffffffffffffff\r\n', 'Trailer: x\r\n',
  'Connection: upgrade\r\nUpgrade: websocket\r\n', 'Upgrade: h2c\r\n', 'Expect: 100-continue\r\n', 'Expect: magic\r\n', '\0', '\x7f', '\xff\xfe', ': \r\n', ' folded\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
)
const glued = fc.array(piece, { minLength: 1, maxLength: 14 }).map(pieces => Buffer.from(pieces.join(''), 'latin1'))
// One that is whole but for a byte.
const whole = 'GET /film HTTP/1.1\r\nHost: x\r\nX-Stream-Token: 00000000-0000-4000-8000-000000000000\r\nContent-Length: 0\r\n\r\n'
const bitten = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
  const bytes = Buffer.from(whole)
  bytes[at] = byte
  return bytes
})
const noise = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes))

t.test('whatever is sent without a living token, nothing reaches the upstream and the gate lives on', async t => {
  const before = reached.length
  await fc.assert(fc.asyncProperty(fc.oneof(glued, bitten, noise), async bytes => {
    await send(bytes, { thatIsAll: true })
    return reached.length === before
  }), { numRuns: 600 })
  t.equal(reached.length, before)
  t.ok(await isAlive())
})

t.test('with a living token the upstream hears the gate\'s word of who watches, and never the token', async t => {
  const token = await acquireToken(url, 'alice')
  for (const target of ['//film', '/a/../b', '/%2e%2e/x', '/x;y', '/\\x', '/film?q', '/%00']) {
    const answer = await send(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\nX-Stream-Token: ${token}\r\nX-Stream-Session: mallory\r\nX_Stream_Session: mallory\r\nConnection: close\r\n\r\n`, 'latin1'))
    t.match(answer, /^HTTP\/1\.1 200 /, target)
    t.same(reached.at(-1), { url: target, viewer: 'alice' }, 'the bytes that were checked are the bytes that were forwarded')
  }
})

t.test('after all that no slot is held by what was refused', async t => {
  for (let i = 0; i < 3; i++) t.equal((await callStreams(url, { session: 'clean' })).status, 200)
  t.equal((await callStreams(url, { session: 'clean' })).code, 2)
})
