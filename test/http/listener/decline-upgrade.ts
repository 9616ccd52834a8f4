import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t, { publicPaths: ['/open'] })
const OFFER = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n'
const LAST = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

t.afterEach(() => { gate.forwarded.length = 0 })

t.test('a GET that offers h2c gets an ordinary response, and the connection stays usable', async t => {
  const raw = await gate.speak()
  await raw.send(`GET /streams HTTP/1.1\r\nHost: a\r\nX-Stream-Session: ann\r\n${OFFER}\r\n`)
  t.match(await raw.receive(/"token":"[^"]+"\}/), /^HTTP\/1\.1 200 /)
  await raw.send(LAST)
  t.match(await raw.closed(), /HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 /)
})

t.test('a request with an offer is gated, and forwarded without the offer', async t => {
  t.match(await ask(gate, `GET /film.mp4 HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n${LAST}`), /^HTTP\/1\.1 401 [^]*HTTP\/1\.1 200 /)
  t.equal(gate.forwarded.length, 0)

  const headers = `X-Stream-Token: ${await gate.token()}\r\nX-Odd: caf\xe9\r\nX-Odd: again\r\n`
  t.match(await ask(gate, `GET /film.mp4?a=%2f HTTP/1.1\r\nHost: a\r\n${headers}Connection: close, Upgrade\r\nUpgrade: h2c, websocket\r\n\r\n`), /^HTTP\/1\.1 200 /)
  const { request, context } = gate.forwarded[0]!
  t.equal(context.target, '/film.mp4?a=%2f')
  t.match(request.rawHeaders.join('|'), 'X-Odd|caf\xe9|X-Odd|again|Connection|close')
  t.notMatch(request.rawHeaders.join('|'), /upgrade|http2/i)
})

t.test('the body of a declined request arrives, in one chunk or in many', async t => {
  const body = 'x'.repeat(100_000)
  const head = (framing: string): string => `POST /open HTTP/1.1\r\nHost: a\r\n${OFFER}${framing}\r\n\r\n`
  const framings = [
    head(`Content-Length: ${body.length}`) + body,
    head('Transfer-Encoding: chunked') + `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  ]
  for (const bytes of framings) {
    t.match(await ask(gate, bytes + LAST), new RegExp(`Content-Length: ${body.length}\\r\\n[^]*\\r\\n\\r\\nx{${body.length}}HTTP/1\\.1 200 `))
    const raw = await gate.speak()
    for (let at = 0; at < bytes.length; at += 9973) await raw.send(bytes.slice(at, at + 9973))
    await raw.send(LAST)
    t.match(await raw.closed(), /x{100}HTTP\/1\.1 200 /)
  }
  t.equal(gate.forwarded.length, 4)
})

t.test('a WebSocket handshake for one of the gate\'s own paths is handled as a plain request', async t => {
  const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  t.match(await ask(gate, `GET /streams HTTP/1.1\r\nHost: a\r\n${websocket}\r\n${LAST}`), /^HTTP\/1\.1 401 [^]*"code":1,[^]*HTTP\/1\.1 200 /)
  t.match(await ask(gate, `GET / HTTP/1.1\r\nHost: a\r\n${websocket}\r\n${LAST}`), /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 /)
  t.match(await ask(gate, `GET bad HTTP/1.1\r\nHost: a\r\n${websocket}\r\n${LAST}`), /^HTTP\/1\.1 400 /)
  t.match(await ask(gate, `GET /film.mp4 HTTP/1.0\r\nHost: a\r\n${websocket}\r\n`), /^HTTP\/1\.1 401 /)
})

t.test('successive requests may offer an upgrade', async t => {
  const response = await ask(gate, `GET / HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`.repeat(20) + LAST)
  t.equal(response.match(/HTTP\/1\.1 200 /g)?.length, 21)
})

t.test('a malformed head with an offer is refused', async t => {
  t.match(await ask(gate, `GET /open HTTP/1.1\r\nHost: a\r\nHost: b\r\n${OFFER}\r\n`), /^HTTP\/1\.1 400 [^]*Host/)
  t.equal(gate.forwarded.length, 0)
})
