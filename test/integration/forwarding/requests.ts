import t, { type Test } from 'tap'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'
const OURS = 'Via: 1.1 gate\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a.test\r\nX-Forwarded-Port: PORT\r\n' +
  'X-Stream-Session: viewer\r\nX-Request-Id: request\r\n'
const HEAD = 'host: a.test\r\nconnection: keep-alive\r\n'

interface Row {
  readonly name: string
  /** What the client sends. */
  readonly sent: string
  /** What the upstream receives. */
  readonly forwarded: string
}

const ROWS: Row[] = [
  {
    name: 'a request without a body gets none',
    sent: 'GET /video?a=%2e%2E//b;c\\d HTTP/1.1\r\nHost: a.test\r\n\r\n',
    forwarded: `GET /video?a=%2e%2E//b;c\\d HTTP/1.1\r\n${HEAD}${OURS}\r\n`
  },
  {
    name: 'a POST without a body gets a Content-Length of 0',
    sent: 'POST /video HTTP/1.1\r\nHost: a.test\r\n\r\n',
    forwarded: `POST /video HTTP/1.1\r\n${HEAD}${OURS}content-length: 0\r\n\r\n`
  },
  {
    name: 'an empty POST keeps its Content-Length of 0',
    sent: 'POST /video HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n',
    forwarded: `POST /video HTTP/1.1\r\n${HEAD}${OURS}content-length: 0\r\n\r\n`
  },
  {
    name: 'Content-Length is sent once',
    sent: 'PUT /video HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello',
    forwarded: `PUT /video HTTP/1.1\r\n${HEAD}${OURS}content-length: 5\r\n\r\nhello`
  },
  {
    name: 'Content-Length is sent once, also for a GET with a body',
    sent: 'GET /video HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello',
    forwarded: `GET /video HTTP/1.1\r\n${HEAD}${OURS}content-length: 5\r\n\r\nhello`
  },
  ...['POST', 'DELETE', 'OPTIONS', 'GET'].map(method => ({
    name: `a chunked ${method} stays chunked`,
    sent: `${method} /video HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n28\r\nGET /smuggled HTTP/1.1\r\nHost: b.test\r\n\r\n\r\n0\r\nX-Trailing: 1\r\n\r\n`,
    forwarded: `${method} /video HTTP/1.1\r\n${HEAD}${OURS}transfer-encoding: chunked\r\n\r\n28\r\nGET /smuggled HTTP/1.1\r\nHost: b.test\r\n\r\n\r\n0\r\n\r\n`
  })),
  ...['POST', 'GET'].map(method => ({
    name: `a chunked ${method} with an empty body stays chunked`,
    sent: `${method} /video HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    forwarded: `${method} /video HTTP/1.1\r\n${HEAD}${OURS}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`
  })),
  {
    name: 'headers that a client must not set are removed, whatever its connection options',
    sent: 'GET /video HTTP/1.1\r\nHost: a.test\r\nConnection: X-Forwarded-For, Via, X-Stream-Session, Host, X-Hop\r\nX-Hop: 1\r\n' +
      'X-Stream-Token: t\r\nx_stream_token: t\r\nX-STREAM-SESSION: me\r\nX_Stream-Session: me\r\nX-Stream-Device: d\r\n' +
      'X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Prefix: /p\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\nX-Request-Id: mine\r\n' +
      'Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTrailer: X\r\nTE: gzip, trailers\r\nProxy: evil\r\n\r\n',
    forwarded: `GET /video HTTP/1.1\r\n${HEAD}TE: trailers\r\n${OURS}\r\n`
  },
  {
    name: 'all other headers keep order, spelling, duplicates and bytes',
    sent: 'GET /video HTTP/1.1\r\nX-b: 2\r\nHost: a.test\r\nCookie: a=1\r\nX-B: \xe9\xff\r\nRange: bytes=0-\r\nCookie: b=2\r\nX-b: 1\r\n\r\n',
    forwarded: `GET /video HTTP/1.1\r\n${HEAD}X-b: 2\r\nCookie: a=1; b=2\r\nX-B: \xe9\xff\r\nRange: bytes=0-\r\nX-b: 1\r\n${OURS}\r\n`
  },
  {
    name: 'Via is appended to',
    sent: 'GET /video HTTP/1.1\r\nHost: a.test\r\nVia: 1.0 one\r\nVia: HTTP/2 two (x)\r\n\r\n',
    forwarded: `GET /video HTTP/1.1\r\n${HEAD}${OURS.replace('1.1 gate', '1.0 one, HTTP/2 two (x), 1.1 gate')}\r\n`
  }
]

t.test('requests reach the upstream as specified', async t => {
  const { origin, front } = await start(t)
  for (const [index, { name, sent, forwarded }] of ROWS.entries()) {
    await t.test(name, async t => {
      const client = await front.connect()
      client.write(sent)
      const peer = await origin.peer(index)
      const expected = forwarded.replace('PORT', String(front.port))
      await peer.until(received => received.length >= expected.length)
      t.equal(peer.received, expected)
      peer.write(OK)
      await client.until('ok')
      client.socket.destroy()
    })
  }
})

t.test('a request that passed this gate before is refused as a loop', async t => {
  const { origin, front } = await start(t)
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nVia: 1.1 other, 1.1 GATE (x)\r\n\r\n')
  await client.until('loop')
  t.equal(origin.peers.length, 0)
})

t.test('X-Forwarded headers of a trusted peer are kept and appended to', async t => {
  const { origin, front } = await start(t, { trustedProxies: ['10.0.0.0/8', '127.0.0.0/8', '::1'] })
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n' +
    'X-Forwarded-Host: b.test\r\nX-Forwarded-Prefix: /p\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\nX_Real_IP: 7.7.7.7\r\nX-Stream-Session: me\r\n\r\n')
  const received = await (await origin.peer(0)).until('\r\n\r\n')
  t.equal(received, `GET / HTTP/1.1\r\n${HEAD}X-Forwarded-Prefix: /p\r\nX-Real-IP: 9.9.9.9\r\nVia: 1.1 gate\r\nX-Forwarded-For: 9.9.9.9, 8.8.8.8, 127.0.0.1\r\n` +
    'X-Forwarded-Proto: https\r\nX-Forwarded-Host: b.test\r\nForwarded: for=9.9.9.9, for=127.0.0.1;host="a.test";proto=http\r\n' +
    'X-Stream-Session: viewer\r\nX-Request-Id: request\r\n\r\n')
})

t.test('on a public path no session is sent', async t => {
  const { origin, front } = await start(t, { context: { viewer: undefined } })
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nX-Stream-Session: me\r\n\r\n')
  t.notMatch(await (await origin.peer(0)).until('\r\n\r\n'), /session/i)
})

t.test('the upstream receives its own Host if configured, or if the client sent none', async t => {
  for (const [options, sent] of [
    [{ hostHeader: 'upstream' }, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'],
    [{}, 'GET / HTTP/1.0\r\n\r\n']
  ] as const) {
    const { origin, front } = await start(t, { options })
    const client = await front.connect()
    client.write(sent)
    const received = await (await origin.peer(0)).until('\r\n\r\n')
    t.match(received, `host: 127.0.0.1:${origin.port}\r\n`)
    t.equal(received.toLowerCase().split('\r\nhost:').length, 2, 'exactly one')
  }
})

t.test('a connection is reused', async t => {
  const { origin, front } = await start(t)
  const client = await front.connect()
  client.write('GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const peer = await origin.peer(0)
  await peer.until('/1')
  peer.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none')
  await client.until('one')
  client.write('GET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await peer.until('/2')
  peer.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo')
  await client.until('two')
  t.equal(origin.peers.length, 1)
})

async function start (t: Test, { options = {}, ...rest }: { options?: object } & Parameters<typeof frontUpstream>[1] = {}): Promise<{ origin: RawOrigin, front: Front }> {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ port: origin.port, ...options }, rest)
  t.teardown(async () => { await front.stop(); await origin.stop() })
  return { origin, front }
}
