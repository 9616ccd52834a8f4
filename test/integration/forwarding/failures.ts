import { EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer, type LookupFunction } from 'node:net'
import t, { type Test } from 'tap'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const PART = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'
const PART_CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'
const PART_UNFRAMED = 'HTTP/1.1 200 OK\r\n\r\npart'

t.test('an upstream that is not there is unreachable', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  const front = await frontUpstream({ port })
  t.teardown(front.stop)
  const client = await front.connect()
  client.write(GET)
  await client.until('upstream-unreachable')
  t.same(front.told.failures, ['UPSTREAM_UNREACHABLE'])
  t.equal(front.told.exchanges, 0)
})

t.test('a name that does not resolve is unreachable', async t => {
  const front = await frontUpstream({ host: 'nowhere.invalid', port: 80 })
  t.teardown(front.stop)
  const client = await front.connect()
  client.write(GET)
  await client.until('upstream-unreachable')
  t.same(front.told.failures, ['UPSTREAM_UNREACHABLE'])
})

for (const [name, breaks] of [
  ['closes', (peer: RawPeer) => { peer.socket.end() }],
  ['resets', (peer: RawPeer) => { peer.socket.resetAndDestroy() }],
  ['sends half a head and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 200 OK\r\nConte') }],
  ['sends a 100 and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 100 Continue\r\n\r\n') }],
  ['sends half a 100 and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 100 Con') }]
] as const) {
  t.test(`an upstream that ${name} without an answer is refused, and asked only once on a fresh connection`, async t => {
    const { origin, front, client, peer } = await start(t)
    client.write(GET)
    breaks(await peer())
    await client.until('upstream-unreachable')
    t.same(front.told.failures, ['UPSTREAM_BROKEN'])
    t.equal(origin.peers.length, 1)
    t.equal(front.told.exchanges, 0)
  })
}

t.test('silence is too slow', async t => {
  const { client, peer, front } = await start(t, { responseTimeoutMs: 20 })
  client.write(GET)
  await peer()
  await client.until('upstream-too-slow')
  t.same(front.told.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('silence on a connection that served before is too slow, and no reason to ask again', async t => {
  const { client, origin, front } = await start(t, { responseTimeoutMs: 100 })
  await warm(client, origin)
  client.write(GET)
  await client.until('upstream-too-slow')
  t.equal(origin.peers.length, 1)
  t.same(front.told.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('silence between pieces breaks the response off', async t => {
  const { client, peer, front } = await start(t, { idleTimeoutMs: 20 })
  client.write(GET)
  ;(await peer()).write(PART)
  await client.untilClosed()
  t.match(client.received, /part$/)
  t.same(front.told.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('a response that breaks amid its body is visibly cut short', async t => {
  for (const [framing, version, part, breaks, reset] of [
    ['length', '1.1', PART, 'end', false],
    ['length', '1.1', PART, 'resetAndDestroy', false],
    ['length', '1.0', PART, 'end', false],
    ['chunks', '1.1', PART_CHUNKED, 'end', false],
    ['chunks', '1.1', PART_CHUNKED, 'resetAndDestroy', false],
    ['chunks', '1.0', PART_CHUNKED, 'end', true],
    ['a garbled chunk', '1.1', PART_CHUNKED + 'zzz\r\n', 'pause', false],
    ['the connection', '1.1', PART_UNFRAMED, 'resetAndDestroy', false],
    ['the connection', '1.0', PART_UNFRAMED, 'resetAndDestroy', true]
  ] as const) {
    await t.test(`framed by ${framing}, for HTTP/${version}, ${breaks}`, async t => {
      const { client, peer, front } = await start(t)
      client.write(`GET / HTTP/${version}\r\nHost: a.test\r\n\r\n`)
      const upstream = await peer()
      upstream.write(part)
      if (breaks !== 'pause') {
        await client.until('part')
        upstream.socket[breaks]()
      }
      await client.untilClosed()
      t.notMatch(client.received, /0\r\n\r\n$/, 'no orderly end')
      if (reset) t.equal(client.errorCode, 'ECONNRESET')
      t.same(front.told.failures, ['UPSTREAM_BROKEN'])
      t.equal(front.told.exchanges, 0)
    })
  }
})

t.test('a client that leaves closes the exchange', async t => {
  await t.test('before the head', async t => {
    const { client, peer, front } = await start(t)
    client.write(GET)
    const upstream = await peer()
    await upstream.until('\r\n\r\n')
    client.socket.destroy()
    await upstream.untilClosed()
    await front.until(told => told.exchanges === 0)
    t.same(front.told.refusals, [])
    t.same(front.told.failures, [])
  })

  await t.test('amid the body', async t => {
    const { client, peer, front } = await start(t)
    client.write(GET)
    const upstream = await peer()
    upstream.write(PART)
    await client.until('part')
    client.socket.resetAndDestroy()
    await upstream.untilClosed()
    await front.until(told => told.exchanges === 0)
    t.same(front.told.failures, [])
  })

  await t.test('amid its upload', async t => {
    const { client, peer, front } = await start(t)
    client.write('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\npart')
    const upstream = await peer()
    await upstream.until('part')
    client.socket.destroy()
    await upstream.untilClosed()
    await front.until(told => told.exchanges === 0)
    t.same(front.told.failures, [])
  })

  await t.test('of each request that it had pipelined', async t => {
    const { client, origin, front } = await start(t)
    client.write('POST /1 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nok' + GET.repeat(30))
    const peers = await Promise.all(Array.from({ length: 31 }, (_, index) => origin.peer(index)))
    for (const peer of peers.slice(1, 9)) peer.write(PART)
    client.socket.resetAndDestroy()
    for (const peer of peers) await peer.untilClosed()
    await front.until(told => told.exchanges === 0)
    t.same(front.told.failures, [])
  })

  await t.test('before there is a connection to abort', async t => {
    // A TLS handshake that nobody answers holds the request back.
    const { client, origin, front } = await start(t, { protocol: 'https:', connectTimeoutMs: 20 })
    client.write(GET)
    await origin.peer(0)
    client.socket.destroy()
    await front.until(told => told.exchanges === 0)
    t.same(front.told.refusals, [])
  })
})

t.test('clients that leave cost the upstream no connections', async t => {
  await t.test('while it answers them', async t => {
    const { origin, front } = await start(t)
    for (const [index, asks] of [GET, GET, 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\npart'].entries()) {
      const leaving = await front.connect()
      leaving.write(asks)
      const upstream = await origin.peer(index)
      await upstream.until('\r\n\r\n')
      if (index === 1) {
        upstream.write(PART)
        await leaving.until('part')
      }
    }
    front.server.closeAllConnections()
    for (const peer of origin.peers) await peer.untilClosed()
    const next = await front.connect()
    next.write('GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n')
    await (await origin.peer(3)).until('/next')
    t.equal(origin.peers.length, 4)
  })

  await t.test('nor the one that was being made for them', async t => {
    const origin = await startRawOrigin()
    const names = new EventEmitter()
    const lookup: LookupFunction = (_name, _options, answer) => {
      names.once('found', () => { answer(null, [{ address: '127.0.0.1', family: 4 }]) }).emit('asked')
    }
    const front = await frontUpstream({ host: 'upstream.test', port: origin.port }, { lookup })
    t.teardown(async () => { await front.stop(); await origin.stop() })
    const [[request]] = await Promise.all([once(front.server, 'request'), once(names, 'asked'), front.connect().then(client => client.write(GET))])
    const { socket } = request as IncomingMessage
    socket.destroy()
    await once(socket, 'close')
    names.emit('found')
    const peer = await origin.peer(0)
    await front.until(told => told.exchanges === 0)
    const next = await front.connect()
    next.write(GET)
    await peer.until('\r\n\r\n')
    t.equal(origin.peers.length, 1)
  })
})

t.test('a connection that cannot be made in time is too slow', async t => {
  const { client, front } = await start(t, { protocol: 'https:', connectTimeoutMs: 20 })
  client.write(GET)
  await client.until('upstream-too-slow')
  t.same(front.told.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('a request is sent again only if it cannot harm and its connection had gone stale', async t => {
  for (const [asks, dies, again] of [
    ['GET / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'end', true],
    ['GET / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', true],
    ['HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', true],
    ['POST / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', false],
    ['DELETE / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'end', false],
    ['GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx', 'end', false],
    ['POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', 'end', false]
  ] as const) {
    await t.test(`${asks.slice(0, asks.indexOf(' '))}, ${dies}: ${again ? 'again' : 'never'}`, async t => {
      const { client, origin, front } = await start(t)
      const first = await warm(client, origin)
      client.write(asks)
      await first.until(asks.slice(0, asks.indexOf(' ') + 1) + '/ ')
      first.socket[dies]()
      if (again) {
        const second = await origin.peer(1)
        await second.until('\r\n\r\n')
        second.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Second: 1\r\n\r\n')
        await client.until('X-Second')
      } else await client.until('upstream-unreachable')
      t.equal(origin.peers.length, again ? 2 : 1)
      t.equal(front.told.retries, again ? 1 : 0)
    })
  }

  await t.test('and never once a byte of the answer came', async t => {
    const { client, origin } = await start(t)
    const first = await warm(client, origin)
    client.write(GET)
    await first.until('GET / ')
    first.socket.end('H')
    await client.until('upstream-unreachable')
    t.equal(origin.peers.length, 1)
  })

  await t.test('and never twice', async t => {
    const { client, origin, front } = await start(t)
    const first = await warm(client, origin)
    client.write(GET)
    await first.until('GET / ')
    first.socket.end()
    const second = await origin.peer(1)
    await second.until('GET / ')
    second.socket.end()
    await client.until('upstream-unreachable')
    t.equal(origin.peers.length, 2)
    t.equal(front.told.retries, 1)
  })

  await t.test('and not for a client that has left meanwhile', async t => {
    const { client, origin, front } = await start(t)
    const first = await warm(client, origin)
    client.write(GET)
    await first.until('GET / ')
    client.socket.destroy()
    await front.until(told => told.exchanges === 0)
    t.equal(origin.peers.length, 1)
  })
})

t.test('a 503 is relayed, not tried again', async t => {
  const { client, origin } = await start(t)
  const first = await warm(client, origin)
  client.write(GET)
  await first.until('GET / ')
  first.write('HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy')
  await client.until('busy')
  t.equal(origin.peers.length, 1)
})

t.test('bytes after a complete response never become the response of another', async t => {
  const { client, origin, peer } = await start(t)
  client.write('GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const first = await peer()
  await first.until('/1')
  first.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison')
  await client.until('one')
  client.write('GET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const second = await origin.peer(1)
  await second.until('/2')
  second.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo')
  await client.until('two')
  t.notMatch(client.received, 'poison')
})

t.test('what is under way when the upstream is given up is refused or broken off', async t => {
  const { client, peer, front } = await start(t)
  client.write(GET)
  ;(await peer()).write(PART)
  await client.until('part')
  const late = await front.connect()
  late.write('GET /late HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await peer(1)
  await front.upstream.close()
  await client.untilClosed()
  await late.until('upstream-unreachable')
  t.equal(front.told.exchanges, 0)
})

/** Has one request answered, so that the connection has served. */
async function warm (client: RawPeer, origin: RawOrigin): Promise<RawPeer> {
  client.write('GET /warm HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const peer = await origin.peer(0)
  await peer.until('/warm')
  peer.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwarm')
  await client.until('warm')
  return peer
}

interface Started {
  readonly origin: RawOrigin
  readonly front: Front
  readonly client: RawPeer
  readonly peer: (index?: number) => Promise<RawPeer>
}

async function start (t: Test, options: Parameters<typeof frontUpstream>[0] = {}): Promise<Started> {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ port: origin.port, ...options })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  const client = await front.connect()
  return { origin, front, client, peer: (index = 0) => origin.peer(index) }
}
