import t from 'tap'
import { frontUpstream } from '../../fixtures/front-upstream.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'

const DATE = 'Date: Mon, 23 Nov 2026 12:00:00 GMT\r\n'

interface Row {
  readonly name: string
  readonly method?: string
  readonly version?: string
  /** What the upstream sends. */
  readonly sent: string
  /** Whether the upstream closes after it. */
  readonly closes?: boolean
  /** What the client receives until its connection closes. */
  readonly expected: string
}

const REFUSED = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 20\r\n'

const ROWS: Row[] = [
  {
    name: 'a Content-Length is kept',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\n\r\nhello`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\nConnection: close\r\n\r\nhello`
  },
  {
    name: 'chunks stay chunks',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`
  },
  {
    name: 'trailers are forwarded, with the Trailer header',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=1\r\n\r\n`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Trailer: X-Sum\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`
  },
  {
    name: 'a Trailer header without chunks is removed',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Trailer: X-Sum\r\nContent-Length: 5\r\n\r\nhello`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5\r\nConnection: close\r\n\r\nhello`
  },
  {
    name: 'a body delimited by the close is chunked for HTTP/1.1',
    sent: `HTTP/1.1 200 OK\r\n${DATE}\r\nhello`,
    closes: true,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`
  },
  {
    name: 'a chunked body is delimited by the close for HTTP/1.0',
    version: '1.0',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Connection: close\r\n\r\nhello`
  },
  {
    name: 'the response to HEAD keeps its Content-Length and has no body',
    method: 'HEAD',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5000\r\n\r\n`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 5000\r\nConnection: close\r\n\r\n`
  },
  {
    name: 'the response to HEAD may have no framing at all',
    method: 'HEAD',
    sent: `HTTP/1.1 200 OK\r\n${DATE}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Connection: close\r\n\r\n`
  },
  {
    name: 'a 204 has neither Content-Length nor body',
    sent: `HTTP/1.1 204 No Content\r\n${DATE}Content-Length: 0\r\n\r\n`,
    expected: `HTTP/1.1 204 No Content\r\n${DATE}Connection: close\r\n\r\n`
  },
  {
    name: 'a 304 may have a Content-Length',
    sent: `HTTP/1.1 304 Not Modified\r\n${DATE}ETag: "1"\r\nContent-Length: 1000\r\n\r\n`,
    expected: `HTTP/1.1 304 Not Modified\r\n${DATE}ETag: "1"\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n`
  },
  {
    name: 'hop-by-hop headers are removed, all others keep order, spelling and bytes',
    sent: `HTTP/1.1 200 Fine\r\n${DATE}X-b: 2\r\nSet-Cookie: a=1\r\nX-B: \xe9\xff\r\nSet-Cookie: b=2\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\n` +
      'Keep-Alive: timeout=9\r\nProxy-Connection: a\r\nUpgrade: h2c\r\nContent-Disposition: attachment; filename="\xe4"\r\nContent-Length: 2\r\n\r\nok',
    expected: `HTTP/1.1 200 OK\r\n${DATE}X-b: 2\r\nSet-Cookie: a=1\r\nX-B: \xe9\xff\r\nSet-Cookie: b=2\r\nContent-Disposition: attachment; filename="\xe4"\r\n` +
      'Content-Length: 2\r\nConnection: close\r\n\r\nok'
  },
  {
    name: 'any number of 100 responses is filtered out',
    sent: `HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\n\r\nok`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\nConnection: close\r\n\r\nok`
  },
  {
    name: 'Link headers of a 103 are sent before the response',
    sent: `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style, </b.js>; rel=preload\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\n\r\nok`,
    expected: `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style, </b.js>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\nConnection: close\r\n\r\nok`
  },
  {
    name: 'malformed hints, and hints for HTTP/1.0, are dropped',
    version: '1.0',
    sent: `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: nonsense\r\n\r\nHTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\n\r\nok`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\nConnection: close\r\n\r\nok`
  },
  {
    name: 'other interim responses never replace the final one',
    sent: `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: nonsense\r\n\r\nHTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\n\r\nok`,
    expected: `HTTP/1.1 200 OK\r\n${DATE}Content-Length: 2\r\nConnection: close\r\n\r\nok`
  },
  ...([
    ['a 101 that was not requested', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
    ['a 101 that names no protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['status 000', 'HTTP/1.1 000 Zero\r\nContent-Length: 2\r\n\r\nok'],
    ['status 099', 'HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\nok'],
    ['status 600', 'HTTP/1.1 600 High\r\nContent-Length: 2\r\n\r\nok'],
    ['status 999', 'HTTP/1.1 999 High\r\nContent-Length: 2\r\n\r\nok'],
    ['garbage', '\x16\x03\x01 no HTTP at all\r\n\r\n'],
    ['a NUL in a value', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok'],
    ['a bare CR in a value', 'HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 2\r\n\r\nok'],
    ['a head of 200 KiB', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200 * 1024)}\r\nContent-Length: 2\r\n\r\nok`],
    ['two different Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!'],
    ['a Content-Length before chunked', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['chunked before a Content-Length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
    ['a transfer coding that was not requested', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n']
  ] as const).map(([name, sent]) => ({ name: `${name} gives a 502`, sent, expected: REFUSED }))
]

t.test('responses reach the client as specified', async t => {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ port: origin.port })
  t.teardown(async () => { await front.stop(); await origin.stop() })

  for (const { name, method = 'GET', version = '1.1', sent, closes = false, expected } of ROWS) {
    await t.test(name, async t => {
      const served = origin.peers.reduce((count, peer) => count + (peer.received.includes('/video') ? 1 : 0), 0)
      const client = await front.connect()
      client.write(`${method} /video HTTP/${version}\r\nHost: a.test\r\nConnection: close\r\n\r\n`)
      // The request arrives on a new connection: the previous one was destroyed.
      const peer = await peerOf(served)
      peer.write(sent)
      if (closes) peer.socket.end()
      const received = await client.untilClosed()
      if (expected === REFUSED) {
        t.ok(received.startsWith(REFUSED), received)
        t.ok(received.endsWith('upstream-unreachable'), received)
      } else t.equal(received, expected)
      peer.socket.destroy()
    })
  }
  t.equal(front.observed.exchanges, 0, 'no exchange is left')

  async function peerOf (served: number) {
    const peer = await origin.peer(served)
    await peer.until('\r\n\r\n')
    return peer
  }
})
