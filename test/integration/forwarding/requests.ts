import t, { type Test } from 'tap'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'
const OURS = 'Via: 1.1 gate\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a.test\r\nX-Forwarded-Port: PORT\r\n' +
  'X-Stream-Session: viewer\r\nX-Request-Id: request\r\n'
const HEAD = 'host: a.test\r\nconnection: keep-alive\r\n'

interface Row {
  readonly name: string
  /** What the client writes. */
  readonly asks: string
  /** What the upstream reads in the end. */
  readonly reads: string
}

const ROWS: Row[] = [
  {
    name: 'a request without a body stays without',
    asks: 'GET /film?a=%2e%2E//b;c\\d HTTP/1.1\r\nHost: a.test\r\n\r\n',
    reads: `GET /film?a=%2e%2E//b;c\\d HTTP/1.1\r\n${HEAD}${OURS}\r\n`
  },
  {
    name: 'a POST without a body has a length of 0, said or not',
    asks: 'POST /film HTTP/1.1\r\nHost: a.test\r\n\r\n',
    reads: `POST /film HTTP/1.1\r\n${HEAD}${OURS}content-length: 0\r\n\r\n`
  },
  {
    name: 'an empty POST keeps its length of 0',
    asks: 'POST /film HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n',
    reads: `POST /film HTTP/1.1\r\n${HEAD}${OURS}content-length: 0\r\n\r\n`
  },
  {
    name: 'a length is said once',
    asks: 'PUT /film HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello',
    reads: `PUT /film HTTP/1.1\r\n${HEAD}${OURS}content-length: 5\r\n\r\nhello`
  },
  {
    name: 'even for a GET',
    asks: 'GET /film HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello',
    reads: `GET /film HTTP/1.1\r\n${HEAD}${OURS}content-length: 5\r\n\r\nhello`
  },
  ...['POST', 'DELETE', 'OPTIONS', 'GET'].map(method => ({
    name: `a chunked ${method} stays chunked`,
    asks: `${method} /film HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n28\r\nGET /smuggled HTTP/1.1\r\nHost: b.test\r\n\r\n\r\n0\r\nX-Trailing: 1\r\n\r\n`,
    reads: `${method} /film HTTP/1.1\r\n${HEAD}${OURS}transfer-encoding: chunked\r\n\r\n28\r\nGET /smuggled HTTP/1.1\r\nHost: b.test\r\n\r\n\r\n0\r\n\r\n`
  })),
  ...['POST', 'GET'].map(method => ({
    name: `so does one of a ${method} that proves to be empty`,
    asks: `${method} /film HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    reads: `${method} /film HTTP/1.1\r\n${HEAD}${OURS}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`
  })),
  {
    name: 'what the client must not say is not said, whatever Connection nominates',
    asks: 'GET /film HTTP/1.1\r\nHost: a.test\r\nConnection: X-Forwarded-For, Via, X-Stream-Session, Host, X-Hop\r\nX-Hop: 1\r\n' +
      'X-Stream-Token: t\r\nx_stream_token: t\r\nX-STREAM-SESSION: me\r\nX_Stream-Session: me\r\nX-Stream-Device: d\r\n' +
      'X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Prefix: /p\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\nX-Request-Id: mine\r\n' +
      'Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTrailer: X\r\nTE: gzip, trailers\r\nProxy: evil\r\n\r\n',
    reads: `GET /film HTTP/1.1\r\n${HEAD}TE: trailers\r\n${OURS}\r\n`
  },
  {
    name: 'all else keeps order, spelling, duplicates and bytes',
    asks: 'GET /film HTTP/1.1\r\nX-b: 2\r\nHost: a.test\r\nCookie: a=1\r\nX-B: \xe9\xff\r\nRange: bytes=0-\r\nCookie: b=2\r\nX-b: 1\r\n\r\n',
    reads: `GET /film HTTP/1.1\r\n${HEAD}X-b: 2\r\nCookie: a=1; b=2\r\nX-B: \xe9\xff\r\nRange: bytes=0-\r\nX-b: 1\r\n${OURS}\r\n`
  },
  {
    name: 'Via is continued',
    asks: 'GET /film HTTP/1.1\r\nHost: a.test\r\nVia: 1.0 one\r\nVia: HTTP/2 two (x)\r\n\r\n',
    reads: `GET /film HTTP/1.1\r\n${HEAD}${OURS.replace('1.1 gate', '1.0 one, HTTP/2 two (x), 1.1 gate')}\r\n`
  }
]

t.test('what the client writes is what the upstream reads', async t => {
  const { origin, front } = await start(t)
  for (const [index, { name, asks, reads }] of ROWS.entries()) {
    await t.test(name, async t => {
      const client = await front.connect()
      client.write(asks)
      const peer = await origin.peer(index)
      const expected = reads.replace('PORT', String(front.port))
      await peer.until(received => received.length >= expected.length)
      t.equal(peer.received, expected)
      peer.write(OK)
      await client.until('ok')
      client.socket.destroy()
    })
  }
})

t.test('a request that has passed before is a loop and goes nowhere', async t => {
  const { origin, front } = await start(t)
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nVia: 1.1 other, 1.1 GATE (x)\r\n\r\n')
  await client.until('loop')
  t.equal(origin.peers.length, 0)
})

t.test('a trusted peer is believed, and gets our word appended', async t => {
  const { origin, front } = await start(t, { trustedProxies: ['10.0.0.0/8', '127.0.0.0/8', '::1'] })
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n' +
    'X-Forwarded-Host: b.test\r\nX-Forwarded-Prefix: /p\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\nX_Real_IP: 7.7.7.7\r\nX-Stream-Session: me\r\n\r\n')
  const received = await (await origin.peer(0)).until('\r\n\r\n')
  t.equal(received, `GET / HTTP/1.1\r\n${HEAD}X-Forwarded-Prefix: /p\r\nX-Real-IP: 9.9.9.9\r\nVia: 1.1 gate\r\nX-Forwarded-For: 9.9.9.9, 8.8.8.8, 127.0.0.1\r\n` +
    'X-Forwarded-Proto: https\r\nX-Forwarded-Host: b.test\r\nForwarded: for=9.9.9.9, for=127.0.0.1;host="a.test";proto=http\r\n' +
    'X-Stream-Session: viewer\r\nX-Request-Id: request\r\n\r\n')
})

t.test('on a public path nobody watches', async t => {
  const { origin, front } = await start(t, { context: { viewer: undefined } })
  const client = await front.connect()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\nX-Stream-Session: me\r\n\r\n')
  t.notMatch(await (await origin.peer(0)).until('\r\n\r\n'), /session/i)
})

t.test('the upstream sees its own Host where that is wanted or the client gave none', async t => {
  for (const [options, asks] of [
    [{ hostHeader: 'upstream' }, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'],
    [{}, 'GET / HTTP/1.0\r\n\r\n']
  ] as const) {
    const { origin, front } = await start(t, { options })
    const client = await front.connect()
    client.write(asks)
    const received = await (await origin.peer(0)).until('\r\n\r\n')
    t.match(received, `host: 127.0.0.1:${origin.port}\r\n`)
    t.equal(received.toLowerCase().split('\r\nhost:').length, 2, 'exactly one')
  }
})

t.test('a connection is used again', async t => {
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
