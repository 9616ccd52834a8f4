import t from 'tap'
import { ask, hasClosed, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const MEGABYTE = 1_000_000

/** Says the head of a refused upload of a megabyte. */
const upload = (fields = ''): string => `POST /film.mp4 HTTP/1.1\r\nHost: a\r\nContent-Length: ${MEGABYTE}\r\n${fields}\r\n`
const NEXT = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

t.test('an upload refused early gets its answer while the client still sends, and the connection stays usable', async t => {
  const raw = await gate.speak()
  await raw.say(upload())
  t.match(await raw.hear(/"code":4/), /^HTTP\/1\.1 401 /)
  for (let i = 0; i < 10; i++) await raw.say('x'.repeat(MEGABYTE / 10))
  await raw.say(NEXT)
  t.match(await raw.closed(), /"code":4[^]*HTTP\/1\.1 200 OK/)
  t.equal(raw.broken(), undefined)
})

t.test('an upload of which much is under way already is refused without a reset', async t => {
  for (const fields of ['', 'Connection: close\r\n']) {
    const raw = await gate.speak()
    await raw.say(upload(fields) + 'x'.repeat(MEGABYTE) + (fields === '' ? NEXT : ''))
    t.match(await raw.closed(), /^HTTP\/1\.1 401 [^]*"code":4/)
    t.equal(raw.broken(), undefined)
  }
})

t.test('a client that wants the connection closed gets to send its body and to read the answer first', async t => {
  const raw = await gate.speak()
  await raw.say(upload('Connection: close\r\n'))
  await raw.hear(/"code":4/)
  for (let i = 0; i < 10; i++) await raw.say('x'.repeat(MEGABYTE / 10))
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
    const answer = await ask(gate, `POST /film.mp4 HTTP/1.1\r\nHost: a\r\n${framing}${NEXT}`)
    t.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 2)
    t.match(answer, /^HTTP\/1\.1 401 [^]*HTTP\/1\.1 200 /)
    t.equal(gate.refusals.length, 1)
  }
})

t.test('a refused HEAD with a body has no body itself and leaves the connection usable', async t => {
  const answer = await ask(gate, `HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello${NEXT}`)
  t.match(answer, /^HTTP\/1\.1 401 [^]*?\r\n\r\nHTTP\/1\.1 200 /)
  const closing = await ask(gate, 'HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello')
  t.match(closing, /^HTTP\/1\.1 401 [^]*\r\n\r\n$/)
})

t.test('an accepted body that is not needed is thrown away too', async t => {
  const answer = await ask(gate, `POST /streams HTTP/1.1\r\nHost: a\r\nX-Stream-Session: ann\r\nContent-Length: 5\r\n\r\nhello${NEXT}`)
  t.match(answer, /^HTTP\/1\.1 200 [^]*"token"[^]*HTTP\/1\.1 200 /)
})

t.test('a client that leaves in the middle of a refused upload is forgotten', async t => {
  const server = await openGate(t)
  for (const fields of ['', 'Connection: close\r\n']) {
    const raw = await server.speak()
    await raw.say(upload(fields) + 'x'.repeat(1000))
    await raw.hear(/"code":4/)
    raw.socket.destroy()
    await hasClosed(raw.socket)
  }
  await server.listener.stop(60_000)
})

t.test('a refused upload whose rest never comes is closed before long', { timeout: 20_000 }, async t => {
  const raw = await gate.speak()
  await raw.say(upload())
  t.match(await raw.closed(), '"code":4')
})
