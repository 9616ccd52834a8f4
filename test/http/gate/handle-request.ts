import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import t from 'tap'
import { ask, hasClosed, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

const gate = await openGate(t, { publicPaths: ['/open'] })
const send = (line: string, headers = ''): Promise<string> => ask(gate, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)

/** The context of the last request that was forwarded, without its id. */
const lastContext = (): object => {
  const { requestId, ...context } = gate.forwarded.at(-1)!.context
  t.match(requestId, /^[0-9a-f]{12}-[0-9a-z]+$/)
  return context
}

t.afterEach(() => { gate.forwarded.length = 0 })

t.test('the health check needs no session, token or store', async t => {
  gate.store.unavailable = true
  t.teardown(() => { gate.store.unavailable = false })
  const response = await send('GET /')
  t.match(response, /^HTTP\/1\.1 200 /)
  t.match(response, 'Cache-Control: no-store\r\n')
  t.equal(response.split('\r\n\r\n')[1], '{"status":"ok"}')
  t.match(await send('HEAD /?probe'), /^HTTP\/1\.1 200 [^]*\r\n\r\n$/)
})

/** Targets that resemble the gate's own paths or public ones: none may be forwarded without a token. */
const gated = ['//', '/.', '/..', '/../', '/./', '/%2e', '/%2e%2e', '/\\', '/;', '/streams/', '//streams', '/streams//', '/STREAMS', '/streams;x', '/streams/..', '/streams/../',
  '/streams/../film.mp4', '/streams/%2e%2e/film.mp4', '/streams%2f..%2ffilm.mp4', '/streams%2F', '/streams%00', '/streams\\..\\film.mp4', '/%73treams', '/./streams', '/x/../streams',
  '/open/', '/open/..', '/open/../film.mp4', '/open/%2e%2e/film.mp4', '/open%2f', '/open;x', '/open%00', '/open\\', '/OPEN', '//open', '/./open', '/ope%6e',
  '/film.mp4', '/film.mp4?/streams', '/film.mp4?X-Stream-Token=1', '/http://a/open', '/metrics', '/livez', '/readyz',
  'http://a/film.mp4', 'http://a//open', 'http://a/open/../film.mp4', 'http://open/film.mp4', 'HTTP://A:80/film.mp4', 'https://evil.example/film.mp4', 'http://a//']
for (const target of gated) {
  t.test(`${JSON.stringify(target)} is gated`, async t => {
    t.match(await send(`GET ${target}`), /^HTTP\/1\.1 401 [^]*"code":4/)
    t.equal(gate.forwarded.length, 0)
  })
}

const malformed = ['*', 'streams', '../open', '?x', 'a.example:443', 'http://', 'http:///open', 'http://a@b/open', 'http://a%2f/open', 'http://a:b/open', 'ftp://a/open', 'http:/open',
  '/open#', '/open#/../film.mp4', '/film.mp4#open', '/open\xa0', '/open\xe9', '/open?\xe9', '/open\x7f', 'http://a/open#']
for (const target of malformed) {
  t.test(`${JSON.stringify(target)} is malformed`, async t => {
    t.match(await send(`GET ${target}`), /^HTTP\/1\.1 400 [^]*"code":12/)
    t.equal(gate.forwarded.length, 0)
  })
}

t.test('a public path is forwarded without a token, with its query, also in absolute form', async t => {
  for (const [target, origin, host] of [['/open', '/open', 'a'], ['/open?a=%2e/..#'.slice(0, -1), '/open?a=%2e/..', 'a'], ['http://b.example/open', '/open', 'b.example'], ['HTTPS://b:1/open?x', '/open?x', 'b:1']] as const) {
    t.match(await send(`GET ${target}`), /^HTTP\/1\.1 200 /)
    t.strictSame(lastContext(), { target: origin, host, viewer: undefined, responseHeaders: undefined, manifestQuery: undefined, tokenPrefix: undefined })
  }
})

t.test('a token on a public path is ignored', async t => {
  t.match(await send('GET /open', `X-Stream-Token: ${randomUUID()}\r\n`), /^HTTP\/1\.1 200 /)
  t.equal(gate.forwarded.length, 1)
})

t.test('the gate\'s own paths work in absolute form too', async t => {
  t.match(await send('GET http://a/streams?x', 'X-Stream-Session: absolute\r\n'), /^HTTP\/1\.1 200 [^]*"token"/)
  t.match(await send('GET http://a'), /^HTTP\/1\.1 200 [^]*"ok"/)
})

t.test('with a live token the target is forwarded byte for byte', async t => {
  const token = await gate.token()
  for (const target of ['/a/../b//c;d/%2e%2f\\?x=/streams', '/?', '//']) {
    t.match(await send(`GET ${target}`, `X-Stream-Token: ${token}\r\n`), target === '/?' ? /"ok"/ : /^HTTP\/1\.1 200 /)
    if (target !== '/?') t.strictSame(lastContext(), { target, host: 'a', viewer: 'ann', responseHeaders: undefined, manifestQuery: undefined, tokenPrefix: undefined })
  }
})

t.test('OPTIONS * lists the methods', async t => {
  const response = await send('OPTIONS *')
  t.match(response, /^HTTP\/1\.1 204 /)
  t.match(response, /Allow: GET, HEAD, /)
})

t.test('an HTTP/1.0 request without Host is forwarded without one', async t => {
  t.match(await ask(gate, 'GET /open HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /)
  t.equal(gate.forwarded[0]?.context.host, undefined)
})

t.test('without an upstream every other path is 404', async t => {
  const alone = await openGate(t, { upstream: false, publicPaths: ['/open'] })
  for (const path of ['/film.mp4', '/open', '/streams/']) {
    const response = await fetch(alone.url + path)
    t.equal(response.status, 404)
    t.equal(response.headers.get('x-stream-error'), '13')
  }
  t.equal((await fetch(alone.url)).status, 200)
})

t.test('the request of a client that leaves during the store lookup is not forwarded', async t => {
  const server = await openGate(t)
  const token = await server.token()
  let arrive = (): void => {}
  server.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })
  const raw = await server.speak()
  await raw.send(`GET /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await until(() => server.store.calls.renew === 1)
  raw.socket.destroy()
  await hasClosed(raw.socket)
  // One round trip later the gate has seen the close too.
  await fetch(server.url)
  arrive()
  server.store.responsesHeldBy = undefined
  await server.check(token)
  t.equal(server.forwarded.length, 0)
})

t.test('a response is aborted with its connection when its stream ends', async t => {
  const server = await openGate(t, {
    reply: (_request, response) => {
      response.writeHead(200)
      response.write('part')
    }
  })
  const token = await server.token()
  const raw = await server.speak()
  await raw.send(`GET /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await raw.receive(/part/)
  const { response } = server.forwarded[0]!
  const over = once(response, 'close')
  await server.store.release(token)
  await over
  t.notMatch(await raw.closed(), /0\r\n\r\n$/)
  t.strictSame(server.aborts, ['released'])
})

t.test('a finished response is not aborted', async t => {
  const token = await gate.token('cutless')
  t.match(await send('GET /film.mp4', `X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 200 /)
  await until(() => gate.memory.busy.size === 0)
  await gate.store.release(token)
  t.strictSame(gate.aborts, [])
})

t.test('an unexpected error of the token endpoint is an internal error', async t => {
  const server = await openGate(t)
  server.store.acquire = () => Promise.reject(new TypeError('a secret detail'))
  const response = await fetch(`${server.url}/streams`, { headers: { 'X-Stream-Session': 'ann' } })
  t.equal(response.status, 500)
  t.equal(await response.text(), '{"errors":[{"code":19,"message":"Internal error"}]}')
})
