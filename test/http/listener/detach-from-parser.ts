import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

const OFFER = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n'
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`

/** A gate whose upstream responds when the test does. */
async function waiting (t: Test) {
  const gate = await openGate(t, { publicPaths: ['/slow'], reply: () => {} })
  const raw = await gate.speak()
  return { gate, raw, response: async (): Promise<ServerResponse> => await until(() => gate.forwarded.at(-1)?.response) }
}

t.test('an upgrade waits for the response in progress before it', async t => {
  const { raw, response } = await waiting(t)
  await raw.send(get('/slow') + OFFER)
  const first = await response()
  first.writeHead(200, ['Content-Length', '5'])
  first.end('first')
  t.match(await raw.closed(), /^HTTP\/1\.1 200 [^]*\r\n\r\nfirstHTTP\/1\.1 200 [^]*\{"status":"ok"\}$/)
})

t.test('an upgrade waits for an immediate response before it too', async t => {
  const { raw } = await waiting(t)
  await raw.send(get('/') + OFFER)
  t.match(await raw.closed(), /^HTTP\/1\.1 200 [^]*"ok"\}HTTP\/1\.1 200 [^]*"ok"\}$/)
})

t.test('a response with an upgrade behind it still gets \'drain\' events', async t => {
  const { raw, response } = await waiting(t)
  await raw.send(get('/slow') + OFFER)
  const first = await response()
  const chunk = Buffer.alloc(1 << 20, 'x')
  first.writeHead(200, ['Content-Length', String(64 * chunk.length)])
  for (let i = 0; i < 64; i++) if (!first.write(chunk)) await once(first, 'drain')
  first.end()
  const heard = await raw.closed()
  t.match(heard.slice(-400), /xHTTP\/1\.1 200 [^]*"ok"\}$/)
})

t.test('CONNECT is refused after the responses before it, and the connection closes', async t => {
  const { raw, response } = await waiting(t)
  await raw.send(get('/slow') + 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n' + get('/'))
  const first = await response()
  first.writeHead(200, ['Content-Length', '5'])
  first.end('first')
  const heard = await raw.closed()
  t.match(heard, /^HTTP\/1\.1 200 [^]*firstHTTP\/1\.1 405 [^]*Connection: close\r\n[^]*"code":14/)
  t.equal(heard.match(/HTTP\/1\.1 \d/g)?.length, 2)
})

t.test('nothing follows a response that closes the connection', async t => {
  const { gate, raw, response } = await waiting(t)
  await raw.send(get('/slow') + 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n')
  const first = await response()
  first.writeHead(200, ['Content-Length', '5', 'Connection', 'close'])
  first.end('first')
  t.equal((await raw.closed()).match(/HTTP\/1\.1 \d/g)?.length, 1)
  t.strictSame(gate.refusals, [])
})

t.test('the gate survives a client that resets the connection meanwhile', async t => {
  const { gate, raw, response } = await waiting(t)
  await raw.send(get('/slow') + OFFER)
  const first = await response()
  raw.socket.resetAndDestroy()
  await once(first, 'close')
  t.equal((await fetch(gate.url)).status, 200)
})
