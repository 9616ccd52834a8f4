import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { LINGER_MS } from '../../../src/proxy/websocket/link-sockets.js'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const HEADERS = 'Host: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a2V5\r\nSec-WebSocket-Version: 13\r\n'
const HANDSHAKE = `GET /live//%2e?x=a?b HTTP/1.1\r\n${HEADERS}\r\n`
const SWITCH = 'HTTP/1.1 101 Whatever\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n'

t.test('a WebSocket works end to end', async t => {
  const server = createServer()
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'chat' })
  sockets.on('connection', (socket, request) => {
    socket.send(`${request.url} ${request.headers['x-stream-session']}`)
    socket.on('message', (message, isBinary) => { socket.send(message, { binary: isBinary }) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const front = await frontUpstream({ port: (server.address() as AddressInfo).port })
  t.teardown(async () => { await front.stop(); sockets.close(); server.close() })

  const socket = new WebSocket(`ws://127.0.0.1:${front.port}/live?x=1`, 'chat')
  const messages: string[] = []
  const met = new Promise<void>(resolve => {
    socket.on('message', (message: Buffer) => {
      messages.push(message.length > 100 ? `${message.length} bytes` : message.toString())
      if (messages.length === 3) resolve()
    })
  })
  await once(socket, 'open')
  socket.send('hello')
  socket.send(Buffer.alloc(3_000_000, 1))
  await met
  t.same(messages, ['/live?x=1 viewer', 'hello', '3000000 bytes'])
  t.equal(socket.protocol, 'chat')
  t.equal(front.observed.tunnels, 1)
  socket.close(4321, 'done')
  const [code] = await once(socket, 'close')
  t.equal(code, 4321)
  await front.until(observed => observed.tunnels === 0)
  t.ok(front.observed.bytesToClient > 3_000_000, 'bytes to the client are reported')
  t.ok(front.observed.bytesToUpstream > 3_000_000, 'bytes to the upstream are reported')
})

t.test('the upstream receives the exact target and the headers of the handshake', async t => {
  const { client, origin } = await start(t)
  client.write(`GET /live//%2e?x=a?b\\ HTTP/1.1\r\n${HEADERS}Connection: X-Hop\r\nX-Hop: 1\r\nExpect: 100-continue\r\nX-B: \xe9\r\nX-b: 2\r\nX-Stream-Token: t\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n`)
  const received = await (await origin.peer(0)).until('\r\n\r\n')
  t.match(received, 'GET /live//%2e?x=a?b\\ HTTP/1.1\r\n')
  const headers = received.split('\r\n').slice(1, -2).sort()
  t.same(headers.filter(header => !header.startsWith('X-Forwarded')), [
    'Connection: Upgrade', 'Cookie: a=1; b=2', 'Host: a.test', 'Sec-WebSocket-Key: a2V5', 'Sec-WebSocket-Version: 13',
    'Upgrade: websocket', 'Via: 1.1 gate', 'X-B: \xe9', 'X-B: 2', 'X-Request-Id: request', 'X-Stream-Session: viewer'
  ].sort())
})

t.test('the upstream receives its own Host if configured', async t => {
  const { client, origin } = await start(t, { hostHeader: 'upstream' })
  client.write(HANDSHAKE)
  const received = await (await origin.peer(0)).until('\r\n\r\n')
  t.match(received, `Host: 127.0.0.1:${origin.port}\r\n`)
  t.notMatch(received, 'a.test\r\nConn')
})

t.test('bytes that arrive together with either head are neither lost nor duplicated', async t => {
  const { client, peer } = await open(t, { early: 'from client', coalesced: 'from upstream' })
  await peer.until(received => received.endsWith('\r\n\r\nfrom client'))
  await client.until(received => received.endsWith('\r\n\r\nfrom upstream'))
  client.write(' more')
  await peer.until(received => received.endsWith('\r\n\r\nfrom client more'))
  peer.write(' more')
  await client.until(received => received.endsWith('\r\n\r\nfrom upstream more'))
})

t.test('the 101 has the headers of the upstream, without hop-by-hop headers', async t => {
  const { client, origin } = await start(t)
  client.write(HANDSHAKE)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write('HTTP/1.1 101 Whatever\r\nUpgrade: WebSocket\r\nConnection: Upgrade, X-Hop\r\nX-Hop: 1\r\nSet-Cookie: a=\xe9\r\nSec-WebSocket-Accept: x\r\nSet-Cookie: b=2\r\nKeep-Alive: 1\r\n\r\n\xfe')
  t.equal(await client.until('\xfe'), 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Set-Cookie: a=\xe9\r\nSet-Cookie: b=2\r\nSec-WebSocket-Accept: x\r\n\r\n\xfe')
})

t.test('a handshake that passed this gate before, or has a body, is refused', async t => {
  const { client, origin } = await start(t)
  client.write(`GET / HTTP/1.1\r\n${HEADERS}Via: 1.1 gate\r\n\r\n`)
  await client.until('loop')
  const other = await start(t)
  other.client.write(`GET / HTTP/1.1\r\n${HEADERS}Content-Length: 2\r\n\r\nok`)
  await other.client.until('malformed')
  t.equal(origin.peers.length + other.origin.peers.length, 0)
})

t.test('a refused upgrade is relayed, and the connection is closed afterwards', async t => {
  for (const [name, refusal, closes, expected] of [
    ['with a length', 'HTTP/1.1 403 No\r\nX-B: \xe9\r\nConnection: X-Hop\r\nX-Hop: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 4\r\n\r\nnope', false,
      'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nX-B: \xe9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 4\r\n\r\nnope'],
    ['in chunks', 'HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n4\r\nnope\r\n0\r\n\r\n', false, 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nnope'],
    ['delimited by the close', 'HTTP/1.1 403 No\r\n\r\nnope', true, 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nnope'],
    ['as a plain 200', 'HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nok', false,
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['after a 103', 'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n', false, 'HTTP/1.1 304 Not Modified\r\nConnection: close\r\nContent-Length: 9\r\n\r\n']
  ] as const) {
    await t.test(name, async t => {
      const { client, origin, front } = await start(t)
      client.write(HANDSHAKE + 'early frames')
      const peer = await origin.peer(0)
      await peer.until('\r\n\r\n')
      peer.write(refusal)
      if (closes) peer.socket.end()
      await client.until(received => received.length >= expected.length)
      client.write('GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n')
      t.equal(await client.untilClosed(), expected)
      t.notMatch(peer.received, /early|smuggled/)
      t.equal(origin.peers.length, 1)
      t.equal(front.observed.tunnels, 0)
    })
  }
})

t.test('the connection of a refused client closes with the client, whatever bytes it had sent early', async t => {
  const { client, origin, front } = await start(t, {}, { clock: holdClock() })
  const closed = new Promise(resolve => front.server.once('connection', socket => socket.once('close', resolve)))
  const other = await front.connect()
  other.write(HANDSHAKE + 'early frames')
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  other.write('more of them')
  peer.write('HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nnope')
  await other.untilClosed()
  await closed
  t.match(other.received, /nope$/)
  client.socket.destroy()
})

t.test('a refusal that fails during its body is visibly incomplete', async t => {
  for (const [head, breaks, reset] of [
    ['Content-Length: 9\r\n\r\n', 'end', false],
    ['Transfer-Encoding: chunked\r\n\r\n4\r\n', 'end', true],
    ['\r\n', 'resetAndDestroy', true]
  ] as const) {
    const { client, origin } = await start(t)
    client.write(HANDSHAKE)
    const peer = await origin.peer(0)
    await peer.until('\r\n\r\n')
    peer.write(`HTTP/1.1 403 No\r\n${head}nope`)
    await client.until('nope')
    peer.socket[breaks]()
    await client.untilClosed()
    if (reset) t.equal(client.errorCode, 'ECONNRESET')
    else t.match(client.received, /Content-Length: 9\r\n\r\nnope$/)
  }
})

t.test('a refusal that stalls is aborted, and one whose client disconnects is closed', async t => {
  const stalled = await start(t, { idleTimeoutMs: 20 })
  stalled.client.write(HANDSHAKE)
  const peer = await stalled.origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write('HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nnope')
  await stalled.client.untilClosed()
  await peer.untilClosed()

  const left = await start(t, { idleTimeoutMs: 0 })
  left.client.write(HANDSHAKE)
  const other = await left.origin.peer(0)
  await other.until('\r\n\r\n')
  other.write('HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nnope')
  await left.client.until('nope')
  left.client.socket.resetAndDestroy()
  await other.untilClosed()
})

t.test('an invalid response to a handshake gives a 502', async t => {
  for (const [name, response] of [
    ['another protocol', 'HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'],
    ['a 101 that names no protocol', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['status 000', 'HTTP/1.1 000 Zero\r\nContent-Length: 0\r\n\r\n'],
    ['status 600', 'HTTP/1.1 600 High\r\nContent-Length: 0\r\n\r\n'],
    ['garbage', 'garbage\r\n\r\n'],
    ['a transfer coding that was not requested', 'HTTP/1.1 403 No\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['a head of 200 KiB', `HTTP/1.1 403 No\r\nX: ${'a'.repeat(200 * 1024)}\r\n\r\n`]
  ] as const) {
    await t.test(name, async t => {
      const { client, origin, front } = await start(t)
      client.write(HANDSHAKE)
      const peer = await origin.peer(0)
      await peer.until('\r\n\r\n')
      peer.write(response)
      await client.until('upstream-unreachable')
      await peer.untilClosed()
      t.same(front.observed.failures, ['UPSTREAM_BROKEN'])
    })
  }
})

t.test('an upstream that fails during the handshake gives a 502', async t => {
  for (const breaks of ['end', 'resetAndDestroy'] as const) {
    const { client, origin, front } = await start(t)
    client.write(HANDSHAKE)
    const peer = await origin.peer(0)
    await peer.until('\r\n\r\n')
    peer.socket[breaks]()
    await client.until('upstream-unreachable')
    t.same(front.observed.failures, ['UPSTREAM_BROKEN'])
  }
  const { client, origin, front } = await start(t)
  await origin.stop()
  client.write(HANDSHAKE)
  await client.until('upstream-unreachable')
  t.same(front.observed.failures, ['UPSTREAM_UNREACHABLE'])
})

t.test('an upstream that does not respond in time is too slow, connected or not', async t => {
  for (const options of [{ responseTimeoutMs: 20 }, { protocol: 'https:', connectTimeoutMs: 20 }] as const) {
    const { client, origin, front } = await start(t, options)
    client.write(HANDSHAKE)
    const peer = await origin.peer(0)
    await client.until('upstream-too-slow')
    await peer.untilClosed()
    t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW'])
  }
})

t.test('the connect timeout ends when the connection is open', async t => {
  const clock = holdClock()
  const { client, origin } = await start(t, { connectTimeoutMs: 5000, responseTimeoutMs: 10_000 }, { clock })
  client.write(HANDSHAKE)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  clock.advance(6000)
  peer.write(SWITCH)
  t.match(await client.until('\r\n\r\n'), /^HTTP\/1.1 101 /)
})

t.test('a client that disconnects during the handshake ends it, whatever bytes it had sent early', async t => {
  for (const leaves of ['end', 'resetAndDestroy', 'destroy'] as const) {
    for (const early of ['', 'early frames']) {
      const { client, origin, front } = await start(t)
      client.write(HANDSHAKE + early)
      const peer = await origin.peer(0)
      await peer.until('\r\n\r\n')
      client.write(early)
      client.socket[leaves]()
      await peer.untilClosed()
      t.same(front.observed.failures, [])
      t.same(front.observed.refusals, [])
    }
  }
})

t.test('neither side of a tunnel outlives the other', async t => {
  for (const ends of ['end', 'resetAndDestroy', 'destroy'] as const) {
    for (const first of ['client', 'peer'] as const) {
      await t.test(`the ${first} disconnects by ${ends}`, async t => {
        const opened = await open(t)
        opened[first].write('last words')
        await opened[first === 'client' ? 'peer' : 'client'].until('last words')
        opened[first].socket[ends]()
        await opened.client.untilClosed()
        await opened.peer.untilClosed()
        await opened.front.until(observed => observed.tunnels === 0)
        t.same(opened.front.observed.failures, [])
      })
    }
  }
})

t.test('after one side has ended, bytes of the other still arrive', async t => {
  const { client, peer } = await open(t, { allowHalfOpen: true })
  client.socket.end()
  await once(peer.socket, 'end')
  peer.write(Buffer.alloc(1_000_000, 'v'))
  peer.socket.end('over')
  t.match(await client.untilClosed(), /over$/)
})

t.test('a side that does not end after the other is disconnected', async t => {
  const clock = holdClock()
  const { client, peer, front } = await open(t, { allowHalfOpen: true, clock })
  client.socket.end()
  await once(peer.socket, 'end')
  clock.advance(LINGER_MS)
  await client.untilClosed()
  await front.until(observed => observed.tunnels === 0)
  t.pass('both are closed')
})

t.test('a tunnel buffers a bounded number of bytes', async t => {
  const { client, peer } = await open(t)
  client.socket.pause()
  const piece = Buffer.alloc(64 * 1024)
  let written = 0
  let turns = 0
  while (turns < 2000 && written < 200 * 1024 * 1024) {
    if (peer.socket.writableNeedDrain) {
      turns++
      await new Promise(resolve => setImmediate(resolve))
      continue
    }
    turns = 0
    written += piece.length
    peer.socket.write(piece)
  }
  t.ok(written < 32 * 1024 * 1024, `${written} bytes`)
})

t.test('closing the upstream closes tunnels, open or being opened', async t => {
  const { client, peer, front, origin } = await open(t)
  const late = await front.connect()
  late.write(HANDSHAKE)
  const latePeer = await origin.peer(1)
  await latePeer.until('\r\n\r\n')
  await front.upstream.close()
  for (const end of [client, peer, late, latePeer]) await end.untilClosed()
  t.pass('all are closed')
})

t.test('a client that has disconnected already is not forwarded', async t => {
  const { client, origin, front } = await start(t)
  const upgraded = once(front.server, 'upgrade')
  client.write(HANDSHAKE)
  const [request, socket, head] = await upgraded
  socket.destroy()
  await (await origin.peer(0)).untilClosed()
  front.upstream.tunnel(request, socket, head, { target: '/', host: undefined, viewer: undefined, requestId: '' }, () => { t.fail('nobody to refuse') })
  t.equal(origin.peers.length, 1)
})

interface Started {
  readonly origin: RawOrigin
  readonly front: Front
  readonly client: RawPeer
}

type Options = Parameters<typeof frontUpstream>[0]
type Clock = NonNullable<Parameters<typeof frontUpstream>[1]>['clock']

async function start (t: Test, options: Options = {}, { allowHalfOpen = false, clock }: { allowHalfOpen?: boolean, clock?: Clock } = {}): Promise<Started> {
  const origin = await startRawOrigin({ allowHalfOpen })
  const front = await frontUpstream({ port: origin.port, ...options }, clock === undefined ? {} : { clock })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  return { origin, front, client: await front.connect() }
}

async function open (t: Test, { early = '', coalesced = '', ...rest }: { early?: string, coalesced?: string, allowHalfOpen?: boolean, clock?: Clock } = {}): Promise<Started & { peer: RawPeer }> {
  const started = await start(t, {}, rest)
  started.client.write(HANDSHAKE + early)
  const peer = await started.origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write(SWITCH + coalesced)
  await started.client.until('\r\n\r\n')
  return { ...started, peer }
}
