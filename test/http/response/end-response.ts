import t from 'tap'
import { ask, hasClosed, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const MEGABYTE = 1_000_000

/** The head of a refused upload of a megabyte. */
const upload = (headers = ''): string => `POST /film.mp4 HTTP/1.1\r\nHost: a\r\nContent-Length: ${MEGABYTE}\r\n${headers}\r\n`
const NEXT = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

t.test('a refused upload gets its response while the client still sends, and the connection stays usable', async t => {
  const raw = await gate.speak()
  await raw.send(upload())
  t.match(await raw.receive(/"code":4/), /^HTTP\/1\.1 401 /)
  for (let i = 0; i < 10; i++) await raw.send('x'.repeat(MEGABYTE / 10))
  await raw.send(NEXT)
  t.match(await raw.closed(), /"code":4[^]*HTTP\/1\.1 200 OK/)
  t.equal(raw.broken(), undefined)
})

t.test('an upload is refused without a reset, even with much of it in transit', async t => {
  for (const headers of ['', 'Connection: close\r\n']) {
    const raw = await gate.speak()
    await raw.send(upload(headers) + 'x'.repeat(MEGABYTE) + (headers === '' ? NEXT : ''))
    t.match(await raw.closed(), /^HTTP\/1\.1 401 [^]*"code":4/)
    t.equal(raw.broken(), undefined)
  }
})

t.test('a connection with Connection: close stays open until the client has sent its body and read the response', async t => {
  const raw = await gate.speak()
  await raw.send(upload('Connection: close\r\n'))
  await raw.receive(/"code":4/)
  for (let i = 0; i < 10; i++) await raw.send('x'.repeat(MEGABYTE / 10))
  t.match(await raw.closed(), 'Connection: close\r\n')
  t.equal(raw.broken(), undefined)
})

t.test('a refused body is never parsed as the next request', async t => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
  const framings = [
    `Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    `Transfer-Encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`
  ]
  for (const framing of framings) {
    gate.refusals.length = 0
    const response = await ask(gate, `POST /film.mp4 HTTP/1.1\r\nHost: a\r\n${framing}${NEXT}`)
    t.equal(response.match(/HTTP\/1\.1 \d/g)?.length, 2)
    t.match(response, /^HTTP\/1\.1 401 [^]*HTTP\/1\.1 200 /)
    t.equal(gate.refusals.length, 1)
  }
})

t.test('the response to a refused HEAD with a body has no body, and the connection stays usable', async t => {
  const response = await ask(gate, `HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello${NEXT}`)
  t.match(response, /^HTTP\/1\.1 401 [^]*?\r\n\r\nHTTP\/1\.1 200 /)
  const closing = await ask(gate, 'HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello')
  t.match(closing, /^HTTP\/1\.1 401 [^]*\r\n\r\n$/)
})

t.test('an accepted body that is not needed is discarded too', async t => {
  const response = await ask(gate, `POST /streams HTTP/1.1\r\nHost: a\r\nX-Stream-Session: ann\r\nContent-Length: 5\r\n\r\nhello${NEXT}`)
  t.match(response, /^HTTP\/1\.1 200 [^]*"token"[^]*HTTP\/1\.1 200 /)
})

t.test('the connection closes when a client leaves in the middle of a refused upload', async t => {
  const server = await openGate(t)
  for (const headers of ['', 'Connection: close\r\n']) {
    const raw = await server.speak()
    await raw.send(upload(headers) + 'x'.repeat(1000))
    await raw.receive(/"code":4/)
    raw.socket.destroy()
    await hasClosed(raw.socket)
  }
  await server.listener.stop(60_000)
})

t.test('the connection of a refused upload closes when the rest of the body never arrives', { timeout: 20_000 }, async t => {
  const raw = await gate.speak()
  await raw.send(upload())
  t.match(await raw.closed(), '"code":4')
})
