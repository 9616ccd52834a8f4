import t, { type Test } from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { frontUpstream, type Front, type FrontOptions } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('a request that finds no free connection waits in a queue, and is refused when the queue is full', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 2 })
  const first = await send(front, GET)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  const pending = [await sendPending(front, 'GET /second HTTP/1.1\r\nHost: a.test\r\n\r\n'), await sendPending(front, 'GET /third HTTP/1.1\r\nHost: a.test\r\n\r\n')]
  const late = await send(front, GET)
  await late.until('upstream-busy')
  t.equal(front.observed.pending, 2)

  respond(peer, 'one')
  await first.until('one')
  await peer.until('GET /second')
  respond(peer, 'two')
  await pending[0]?.until('two')
  await peer.until('GET /third')
  t.equal(front.observed.pending, 0)
  respond(peer, 'three')
  await pending[1]?.until('three')
  t.equal(origin.peers.length, 1, 'all use the same connection')
  t.same(front.observed.refusals, ['upstream-busy'])
  await front.until(observed => observed.exchanges === 0)
})

t.test('a request waits for a connection for at most the connect timeout', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5, connectTimeoutMs: 50 })
  await send(front, GET)
  await origin.peer(0)
  for (const sent of [GET, UPGRADE, 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody']) await (await send(front, sent)).until('upstream-busy')
  t.equal(front.observed.pending, 0)
  t.equal(front.observed.exchanges, 1)
  t.same(front.observed.failures, [], 'this is no failure of the upstream')
})

t.test('a WebSocket holds capacity as long as it is open', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  const socket = await send(front, UPGRADE)
  const tunnel = await origin.peer(0)
  await tunnel.until('\r\n\r\n')
  tunnel.write(SWITCH)
  await socket.until('101')
  const other = await sendPending(front, UPGRADE)
  socket.socket.destroy()
  const next = await origin.peer(1)
  await next.until('\r\n\r\n')
  next.write(SWITCH)
  await other.until('101')
  await sendPending(front, GET)
  next.socket.destroy()
  await (await origin.peer(2)).until('\r\n\r\n')
  t.equal(front.observed.pending, 0)
})

t.test('a client that disconnects leaves the queue', async t => {
  for (const [sent, disconnects] of [[GET, 'destroy'], [UPGRADE, 'end'], [UPGRADE, 'resetAndDestroy']] as const) {
    const { origin, front } = await start(t, { maxConnections: 1, maxPending: 1 })
    const first = await send(front, GET)
    const peer = await origin.peer(0)
    await peer.until('\r\n\r\n')
    const left = await sendPending(front, sent)
    left.socket[disconnects]()
    await front.until(observed => observed.pending === 0 && observed.exchanges === 1)
    await sendPending(front, 'GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n')
    respond(peer, 'one')
    await first.until('one')
    await peer.until('/next')
    t.equal(peer.received.split('HTTP/1.1').length - 1, 2, 'its request is never sent')
    t.same(front.observed.refusals, [])
  }
})

t.test('a connection that cannot be opened releases its capacity', async t => {
  const front = await frontUpstream({ port: await freePort(), maxConnections: 1, maxPending: 20 })
  t.teardown(front.stop)
  const clients = await Promise.all(Array.from({ length: 20 }, async (_, index) => await send(front, index % 4 === 0 ? UPGRADE : GET)))
  for (const client of clients) await client.until('upstream-unreachable')
  t.equal(front.observed.pending, 0)
})

t.test('an exchange that fails, or whose client disconnects, releases its capacity', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  const leaving = await send(front, GET)
  await (await origin.peer(0)).until('\r\n\r\n')
  await sendPending(front, GET)
  leaving.socket.destroy()
  const broken = await origin.peer(1)
  await broken.until('\r\n\r\n')
  broken.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart')
  const last = await sendPending(front, GET)
  broken.socket.resetAndDestroy()
  const peer = await origin.peer(2)
  await peer.until('\r\n\r\n')
  respond(peer, 'last')
  await last.until('last')
})

t.test('an endpoint that is readmitted serves pending requests', async t => {
  const port = await freePort()
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5, maxFailures: 1, probeIntervalMs: 20 }, port)
  await Promise.all([send(front, GET), send(front, GET)])
  await front.until(observed => observed.health.length === 1 && observed.pending === 1)
  await sendPending(front, GET)
  const back = await startRawOrigin({
    port,
    onPeer: peer => { peer.until('\r\n\r\n').then(() => { respond(peer, '') }, () => {}) }
  })
  t.teardown(back.stop)
  await front.until(observed => observed.pending === 1)
  t.same(front.observed.refusals, [])
  t.equal(origin.peers.length, 1)
})

t.test('pending requests are refused when the upstream is closed', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  await send(front, GET)
  await origin.peer(0)
  const client = await sendPending(front, GET)
  await front.upstream.close()
  await client.until('upstream-busy')
})

/** An upstream of one endpoint that is listening, and optionally a second port. */
async function start (t: Test, options: FrontOptions, other?: number): Promise<{ origin: RawOrigin, front: Front }> {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ endpoints: [{ port: origin.port }, ...other === undefined ? [] : [{ port: other }]], ...options })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  return { origin, front }
}

async function send (front: Front, text: string): Promise<RawPeer> {
  return (await front.connect()).write(text)
}

/** Sends a request and resolves once it is pending. */
async function sendPending (front: Front, text: string): Promise<RawPeer> {
  const before = front.observed.pending
  const client = await send(front, text)
  await front.until(observed => observed.pending > before)
  return client
}

function respond (peer: RawPeer, body: string): void {
  peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}
