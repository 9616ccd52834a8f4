import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { frontRawOrigin, warmUp } from '../../fixtures/front-raw-origin.js'
import { frontUpstream } from '../../fixtures/front-upstream.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const PART = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'
const PART_CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'
const PART_UNFRAMED = 'HTTP/1.1 200 OK\r\n\r\npart'

t.test('an upstream that refuses connections is unreachable', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  const front = await frontUpstream({ port })
  t.teardown(front.stop)
  const client = await front.connect()
  client.write(GET)
  await client.until('upstream-unreachable')
  t.same(front.observed.failures, ['UPSTREAM_UNREACHABLE'])
  t.equal(front.observed.exchanges, 0)
})

t.test('a name that does not resolve is unreachable', async t => {
  const front = await frontUpstream({ host: 'nowhere.invalid', port: 80 })
  t.teardown(front.stop)
  const client = await front.connect()
  client.write(GET)
  await client.until('upstream-unreachable')
  t.same(front.observed.failures, ['UPSTREAM_UNREACHABLE'])
})

for (const [name, breaks] of [
  ['closes', (peer: RawPeer) => { peer.socket.end() }],
  ['resets', (peer: RawPeer) => { peer.socket.resetAndDestroy() }],
  ['sends half a head and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 200 OK\r\nConte') }],
  ['sends a 100 and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 100 Continue\r\n\r\n') }],
  ['sends half a 100 and closes', (peer: RawPeer) => { peer.socket.end('HTTP/1.1 100 Con') }]
] as const) {
  t.test(`an upstream that ${name} before a response gives a 502, and gets the request only once on a fresh connection`, async t => {
    const { origin, front, client, peer } = await frontRawOrigin(t)
    client.write(GET)
    breaks(await peer())
    await client.until('upstream-unreachable')
    t.same(front.observed.failures, ['UPSTREAM_BROKEN'])
    t.equal(origin.peers.length, 1)
    t.equal(front.observed.exchanges, 0)
  })
}

t.test('an upstream that does not respond in time is too slow', async t => {
  const { client, peer, front } = await frontRawOrigin(t, { responseTimeoutMs: 20 })
  client.write(GET)
  await peer()
  await client.until('upstream-too-slow')
  t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('a timeout on a reused connection is no reason to retry', async t => {
  const { client, origin, front } = await frontRawOrigin(t, { responseTimeoutMs: 100 })
  await warmUp({ client, origin })
  client.write(GET)
  await client.until('upstream-too-slow')
  t.equal(origin.peers.length, 1)
  t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('a timeout between two chunks aborts the response', async t => {
  const { client, peer, front } = await frontRawOrigin(t, { idleTimeoutMs: 20 })
  client.write(GET)
  ;(await peer()).write(PART)
  await client.untilClosed()
  t.match(client.received, /part$/)
  t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('a response that fails during its body is visibly incomplete', async t => {
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
      const { client, peer, front } = await frontRawOrigin(t)
      client.write(`GET / HTTP/${version}\r\nHost: a.test\r\n\r\n`)
      const upstream = await peer()
      upstream.write(part)
      if (breaks !== 'pause') {
        await client.until('part')
        upstream.socket[breaks]()
      }
      await client.untilClosed()
      t.notMatch(client.received, /0\r\n\r\n$/, 'no regular end')
      if (reset) t.equal(client.errorCode, 'ECONNRESET')
      t.same(front.observed.failures, ['UPSTREAM_BROKEN'])
      t.equal(front.observed.exchanges, 0)
    })
  }
})

t.test('a connection that cannot be opened in time is too slow', async t => {
  const { client, front } = await frontRawOrigin(t, { protocol: 'https:', connectTimeoutMs: 20 })
  client.write(GET)
  await client.until('upstream-too-slow')
  t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW'])
})

t.test('bytes after a complete response never become part of another response', async t => {
  const { client, origin, peer } = await frontRawOrigin(t)
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

t.test('closing the upstream refuses or aborts the exchanges in flight', async t => {
  const { client, peer, front } = await frontRawOrigin(t)
  client.write(GET)
  ;(await peer()).write(PART)
  await client.until('part')
  const late = await front.connect()
  late.write('GET /late HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await peer(1)
  await front.upstream.close()
  await client.untilClosed()
  await late.until('upstream-unreachable')
  t.equal(front.observed.exchanges, 0)
})
