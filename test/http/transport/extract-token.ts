import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t, { publicPaths: ['/open'], limit: 100, transports: { path: true, query: 'st', cookie: { name: 'st' } } })
const send = (line: string, headers = ''): Promise<string> => ask(gate, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)
const last = (): { target: string, viewer: string | undefined, manifestQuery?: string | undefined } | undefined => gate.forwarded.at(-1)?.context
const refers = (): unknown => gate.forwarded.at(-1)?.context.responseHeaders

t.afterEach(() => { gate.forwarded.length = 0 })

t.test('the token is extracted from every transport, and the upstream never sees it', async t => {
  const token = await gate.token()
  for (const [line, headers, target] of [
    ['GET /live/main.m3u8?x=1', `X-Stream-Token: ${token}\r\n`, '/live/main.m3u8?x=1'],
    [`GET /~${token}/live/main.m3u8?x=1`, '', '/live/main.m3u8?x=1'],
    [`POST /~${token}/live/main.m3u8?x=1`, '', '/live/main.m3u8?x=1'],
    [`GET http://b.example/~${token}/live/main.m3u8`, '', '/live/main.m3u8'],
    [`GET /live/main.m3u8?x=1&st=${token}`, '', '/live/main.m3u8?x=1'],
    [`PUT /live/main.m3u8?st=${token}&x=1`, '', '/live/main.m3u8?x=1'],
    ['GET /live/main.m3u8', `Cookie: a=b; st=${token}\r\n`, '/live/main.m3u8'],
    ['HEAD /live/main.m3u8', `Cookie: st=${token}\r\n`, '/live/main.m3u8']
  ] as const) {
    t.match(await send(line, headers), /^HTTP\/1\.1 200 /, line)
    t.match(last(), { target, viewer: 'ann' })
  }
})

t.test('with a token prefix any path is gated', async t => {
  const token = await gate.token()
  for (const path of ['/', '/streams', '/streams/release', '/open']) {
    t.match(await send(`GET /~${token}${path}`), /^HTTP\/1\.1 200 /)
    t.match(last(), { target: path, viewer: 'ann' })
    t.match(await send(`GET /~${'0'.repeat(8)}-0000-4000-8000-000000000000${path}`), /^HTTP\/1\.1 401 [^]*"code":3/)
  }
})

t.test('the same token may be sent in several transports, in any case', async t => {
  const token = await gate.token()
  t.match(await send(`GET /~${token}/a?st=${token.toUpperCase()}`, `X-Stream-Token: ${token}\r\nCookie: st=${token}\r\n`), /^HTTP\/1\.1 200 /)
  t.match(last(), { target: '/a' })
})

t.test('different tokens are refused, and nothing is forwarded', async t => {
  const [one, other] = [await gate.token(), await gate.token()]
  for (const [line, headers] of [
    [`GET /~${one}/a`, `X-Stream-Token: ${other}\r\n`],
    [`GET /~${one}/a?st=${other}`, ''],
    [`GET /~${one}/a`, `Cookie: st=${other}\r\n`],
    [`GET /a?st=${one}`, `Cookie: st=${other}\r\n`],
    [`GET /a?st=${one}`, `X-Stream-Token: ${other}\r\n`],
    ['GET /a', `X-Stream-Token: ${one}\r\nCookie: st=${other}\r\n`],
    ['GET /a', `Cookie: st=${one}; st=${other}\r\n`],
    ['GET /a', `Cookie: st=${one}\r\nCookie: st=${other}\r\n`],
    [`GET /~${one}/~${one}/a`, ''],
    [`GET /a?st=${one}&st=${one}`, ''],
    ['GET /~bob/a', `X-Stream-Token: ${one}\r\n`]
  ] as const) t.match(await send(line, headers), /^HTTP\/1\.1 400 [^]*"code":12/, line)
  t.equal(gate.forwarded.length, 0)
})

t.test('a cookie works for GET and HEAD only', async t => {
  const token = await gate.token()
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) t.match(await send(`${method} /a`, `Cookie: st=${token}\r\n`), /^HTTP\/1\.1 401 [^]*"code":4/)
  t.equal(gate.forwarded.length, 0)
})

t.test('a public path needs no token, and a token is removed from it', async t => {
  t.match(await send('GET /open?st=whatever&x'), /^HTTP\/1\.1 200 /)
  t.match(last(), { target: '/open?x', viewer: undefined })
})

t.test('URIs of a manifest get the token only when the query had it', async t => {
  const token = await gate.token()
  await send(`GET /a?st=${token}`)
  t.equal(last()?.manifestQuery, `st=${token}`)
  await send(`GET /~${token}/a`)
  t.equal(last()?.manifestQuery, undefined)
})

t.test('the response to a URL with a token has Referrer-Policy: no-referrer', async t => {
  const token = await gate.token()
  for (const target of [`/~${token}/a`, `/a?st=${token}`]) {
    await send(`GET ${target}`)
    t.match(refers(), { headers: ['Referrer-Policy', 'no-referrer'] })
  }
  await send('GET /a', `X-Stream-Token: ${token}\r\n`)
  t.equal(refers(), undefined)
})

t.test('no other spelling of a token is accepted', async t => {
  const token = await gate.token()
  for (const target of [`/a/~${token}/b`, `//~${token}/a`, `/./~${token}/a`, `/~%30${token.slice(1)}/a`, `/a?ST=${token}`, `/a;st=${token}`, `/a?x=1;st=${token}`]) {
    t.match(await send(`GET ${target}`), /^HTTP\/1\.1 (401|400) /, target)
  }
  t.equal(gate.forwarded.length, 0)
})

t.test('only the header works by default', async t => {
  const plain = await openGate(t)
  const token = await plain.token()
  for (const [target, headers] of [[`/~${token}/a`, ''], [`/a?stream_token=${token}`, ''], ['/a', `Cookie: stream_token=${token}\r\n`]]) {
    t.match(await ask(plain, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`), /^HTTP\/1\.1 401 [^]*"code":4/)
  }
  t.match(await ask(plain, `GET /~${token}/a?stream_token=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: b=c\r\nX-Stream-Token: ${token}\r\n\r\n`), /^HTTP\/1\.1 200 /)
  t.equal(plain.forwarded.at(-1)?.context.target, `/~${token}/a?stream_token=x`)
})

t.test('every transport works for a WebSocket, but the cookie only for pages of the same host', async t => {
  const tunnelled: string[] = []
  const gate = await openGate(t, {
    transports: { path: true, query: 'st', cookie: { name: 'st' } },
    tunnel: (_request: IncomingMessage, socket, _head, { target }) => {
      tunnelled.push(target)
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    }
  })
  const token = await gate.token()
  const upgrade = async (target: string, headers = ''): Promise<string> => {
    const socket = connect(gate.port, '127.0.0.1')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`)
    const [chunk] = await once(socket, 'data') as [Buffer]
    socket.destroy()
    return chunk.toString('latin1').slice(9, 12)
  }
  t.equal(await upgrade(`/~${token}/ws`), '101')
  t.equal(await upgrade(`/ws?st=${token}&a`), '101')
  t.equal(await upgrade('/ws', `Cookie: st=${token}\r\n`), '101')
  t.equal(await upgrade('/ws', `Cookie: st=${token}\r\nOrigin: https://a.example\r\n`), '101')
  t.equal(await upgrade('/ws', `Cookie: st=${token}\r\nOrigin: https://evil.example\r\n`), '401')
  t.same(tunnelled, ['/ws', '/ws?a', '/ws', '/ws'])
})
