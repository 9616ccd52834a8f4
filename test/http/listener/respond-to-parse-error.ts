import { once } from 'node:events'
import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

const gate = await openGate(t, { publicPaths: ['/open'] })
const HEAD = 'GET /open HTTP/1.1\r\nHost: a\r\n'

t.afterEach(() => { gate.forwarded.length = 0 })

const refused: Array<[string, string, number]> = [
  ['garbage', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', 400],
  ['HTTP/0.9', 'GET /open\r\n\r\n', 400],
  ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['another version', `${HEAD.replace('1.1', '9.9')}\r\n`, 400],
  ['a lower-case method', `${HEAD.replace('GET', 'get')}\r\n`, 400],
  ['an unknown method', `${HEAD.replace('GET', 'BREW')}\r\n`, 400],
  ['a space in the target', `${HEAD.replace('/open', '/op en')}\r\n`, 400],
  ['a NUL in the target', `${HEAD.replace('/open', '/op\0en')}\r\n`, 400],
  ['a tab in the target', `${HEAD.replace('/open', '/op\ten')}\r\n`, 400],
  ['a space before the colon', `${HEAD}X : y\r\n\r\n`, 400],
  ['a folded header', `${HEAD}X: y\r\n z\r\n\r\n`, 400],
  ['a header without a colon', `${HEAD}X\r\n\r\n`, 400],
  ['a NUL in a header', `${HEAD}X: a\0b\r\n\r\n`, 400],
  ['a bare CR in a header', `${HEAD}X: a\rb\r\n\r\n`, 400],
  ['two lengths', `${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, 400],
  ['the same length twice', `${HEAD}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`, 400],
  ['a list of lengths', `${HEAD}Content-Length: 5, 5\r\n\r\nhello`, 400],
  ['a signed length', `${HEAD}Content-Length: +5\r\n\r\nhello`, 400],
  ['a negative length', `${HEAD}Content-Length: -5\r\n\r\nhello`, 400],
  ['a hexadecimal length', `${HEAD}Content-Length: 0x5\r\n\r\nhello`, 400],
  ['an endless length', `${HEAD}Content-Length: ${'9'.repeat(30)}\r\n\r\nhello`, 400],
  ['a length with chunked', `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['chunked with a length', `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, 400],
  ['chunked not last', `${HEAD}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, 400],
  ['an unknown coding', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 400],
  ['a coding with a vertical tab', `${HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`, 400],
  ['a header of 200 KiB', `${HEAD}X: ${'x'.repeat(200 << 10)}\r\n\r\n`, 431],
  ['a target of 200 KiB', `${HEAD.replace('/open', '/' + 'x'.repeat(200 << 10))}\r\n`, 431],
  ['200 KiB of headers', `${HEAD}${'X: 0123456789\r\n'.repeat(14_000)}\r\n`, 431],
  ['200 KiB of an endless head', `${HEAD}${'X: 0123456789\r\n'.repeat(14_000)}`, 431]
]
for (const [what, bytes, status] of refused) {
  t.test(`${what}: one response, ${status}, then a close without a reset`, async t => {
    const raw = await gate.speak()
    await raw.send(bytes)
    const response = await raw.closed()
    t.match(response, `HTTP/1.1 ${status} `)
    t.match(response, `"code":${status === 431 ? 17 : 12},`)
    t.match(response, 'Connection: close\r\n')
    t.match(response, 'Cache-Control: no-store\r\n')
    t.equal(response.match(/HTTP\/1\.1 \d/g)?.length, 1)
    t.equal(raw.broken(), undefined)
    t.equal(gate.forwarded.length, 0)
  })
}

t.test('lines that end with a bare LF are refused', async t => {
  for (const bytes of ['GET /open HTTP/1.1\nHost: a\n\n', `${HEAD}X: y\n\r\n`, `${HEAD}X: y\nX-Stream-Session: ann\r\n\r\n`]) {
    gate.forwarded.length = 0
    t.match(await ask(gate, bytes), /^HTTP\/1\.1 400 /)
    t.equal(gate.forwarded.length, 0)
  }
})

t.test('thousands of small headers are all forwarded, or refused', async t => {
  for (const count of [1000, 1001, 2000, 3000, 5000]) {
    gate.forwarded.length = 0
    const response = await ask(gate, `${HEAD}${'a:\r\n'.repeat(count)}X-Last: here\r\nConnection: close\r\n\r\n`)
    const [first] = gate.forwarded
    if (first === undefined) t.match(response, /^HTTP\/1\.1 431 /, `${count} refused`)
    else t.equal(first.request.rawHeaders.length / 2, count + 3, `${count} passed whole`)
  }
})

t.test('garbage after a request is refused after the whole response to that request, and the connection closes', async t => {
  const slow = await openGate(t, { publicPaths: ['/open'], reply: () => {} })
  const raw = await slow.speak()
  await raw.send(`${HEAD}\r\n\0garbage\r\n\r\n`)
  const { response } = await until(() => slow.forwarded[0])
  response.writeHead(200, ['Content-Length', '11'])
  response.write('hello ')
  await raw.send('more garbage')
  response.end('world')
  const heard = await raw.closed()
  t.match(heard, /^HTTP\/1\.1 200 [^]*\r\n\r\nhello worldHTTP\/1\.1 400 /)
  t.equal(heard.match(/HTTP\/1\.1 \d/g)?.length, 2)
})

t.test('garbage after a request with an immediate response is refused after it', async t => {
  t.match(await ask(gate, 'GET / HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n'), /^HTTP\/1\.1 200 [^]*"ok"\}HTTP\/1\.1 400 /)
})

t.test('a malformed body is refused when its response has not started, and the connection closes', async t => {
  const response = await ask(gate, `POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnot hexadecimal\r\n${HEAD}\r\n`)
  t.match(response, /^HTTP\/1\.1 400 [^]*"code":12/)
  t.equal(response.match(/HTTP\/1\.1 \d/g)?.length, 1)
})

t.test('malformed bytes are refused once and without a reset, however many follow', async t => {
  const server = await openGate(t, { publicPaths: ['/open'] })
  const raw = await server.speak()
  await raw.send('POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  for (let i = 0; i < 20; i++) await raw.send('not hexadecimal\r\n'.repeat(10_000))
  t.match(await raw.closed(), /^HTTP\/1\.1 400 /)
  t.equal(raw.broken(), undefined)
  t.equal(server.refusals.length, 1)
})

t.test('a malformed body leaves a started response visibly truncated', async t => {
  const answering = await openGate(t, {
    publicPaths: ['/open'],
    reply: (_request, response) => {
      response.writeHead(200)
      response.write('part')
    }
  })
  const raw = await answering.speak()
  await raw.send('POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  await raw.receive(/part\r\n/)
  await raw.send('not hexadecimal\r\n')
  const heard = await raw.closed()
  t.match(heard, /^HTTP\/1\.1 200 [^]*part\r\n$/)
  await until(() => answering.forwarded[0]?.response.closed)
})

t.test('a malformed body does not suppress the refusal of its request', async t => {
  t.match(await ask(gate, 'POST /film.mp4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnot hexadecimal\r\n'), /^HTTP\/1\.1 401 [^]*"code":4/)
})

t.test('a head that does not arrive in time gets 408', async t => {
  const raw = await (await openGate(t, { limits: { headTimeoutMs: 100 } })).speak()
  await raw.send('GET /open HTTP/1.1\r\nHost: ')
  const response = await raw.closed()
  t.match(response, /^HTTP\/1\.1 408 [^]*"code":18/)
})

t.test('the gate survives clients that reset at any moment', async t => {
  for (const bytes of ['', 'GET', `${HEAD}`, `${HEAD}\r\n`, 'POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhe', 'garbage\r\n\r\n']) {
    const raw = await gate.speak()
    await raw.send(bytes)
    raw.socket.resetAndDestroy()
    await once(raw.socket, 'close')
  }
  t.equal((await fetch(gate.url)).status, 200)
})
