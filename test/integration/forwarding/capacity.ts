import t, { type Test } from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { frontUpstream, type Front, type FrontOptions } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('who finds every connection in use waits in line for one, and who finds the line full is told so', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 2 })
  const first = await ask(front, GET)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  const line = [await waiting(front, 'GET /second HTTP/1.1\r\nHost: a.test\r\n\r\n'), await waiting(front, 'GET /third HTTP/1.1\r\nHost: a.test\r\n\r\n')]
  const late = await ask(front, GET)
  await late.until('upstream-busy')
  t.equal(front.observed.pending, 2)

  answer(peer, 'one')
  await first.until('one')
  await peer.until('GET /second')
  answer(peer, 'two')
  await line[0]?.until('two')
  await peer.until('GET /third')
  t.equal(front.observed.pending, 0)
  answer(peer, 'three')
  await line[1]?.until('three')
  t.equal(origin.peers.length, 1, 'all over the one connection')
  t.same(front.observed.refusals, ['upstream-busy'])
  await front.until(observed => observed.exchanges === 0)
})

t.test('nobody waits for a connection longer than connecting may take', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5, connectTimeoutMs: 50 })
  await ask(front, GET)
  await origin.peer(0)
  for (const asks of [GET, UPGRADE, 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody']) await (await ask(front, asks)).until('upstream-busy')
  t.equal(front.observed.pending, 0)
  t.equal(front.observed.exchanges, 1)
  t.same(front.observed.failures, [], 'which is no failure of the upstream')
})

t.test('a WebSocket has a connection for as long as it is open', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  const socket = await ask(front, UPGRADE)
  const tunnel = await origin.peer(0)
  await tunnel.until('\r\n\r\n')
  tunnel.write(SWITCH)
  await socket.until('101')
  const other = await waiting(front, UPGRADE)
  socket.socket.destroy()
  const next = await origin.peer(1)
  await next.until('\r\n\r\n')
  next.write(SWITCH)
  await other.until('101')
  await waiting(front, GET)
  next.socket.destroy()
  await (await origin.peer(2)).until('\r\n\r\n')
  t.equal(front.observed.pending, 0)
})

t.test('a client that leaves leaves the line', async t => {
  for (const [asks, leaves] of [[GET, 'destroy'], [UPGRADE, 'end'], [UPGRADE, 'resetAndDestroy']] as const) {
    const { origin, front } = await start(t, { maxConnections: 1, maxPending: 1 })
    const first = await ask(front, GET)
    const peer = await origin.peer(0)
    await peer.until('\r\n\r\n')
    const left = await waiting(front, asks)
    left.socket[leaves]()
    await front.until(observed => observed.pending === 0 && observed.exchanges === 1)
    await waiting(front, 'GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n')
    answer(peer, 'one')
    await first.until('one')
    await peer.until('/next')
    t.equal(peer.received.split('HTTP/1.1').length - 1, 2, 'and its request is never sent')
    t.same(front.observed.refusals, [])
  }
})

t.test('a connection that could not be opened gives its room back', async t => {
  const front = await frontUpstream({ port: await freePort(), maxConnections: 1, maxPending: 20 })
  t.teardown(front.stop)
  const clients = await Promise.all(Array.from({ length: 20 }, async (_, index) => await ask(front, index % 4 === 0 ? UPGRADE : GET)))
  for (const client of clients) await client.until('upstream-unreachable')
  t.equal(front.observed.pending, 0)
})

t.test('a connection that breaks, or is left by its client, gives its room back', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  const leaving = await ask(front, GET)
  await (await origin.peer(0)).until('\r\n\r\n')
  await waiting(front, GET)
  leaving.socket.destroy()
  const broken = await origin.peer(1)
  await broken.until('\r\n\r\n')
  broken.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart')
  const last = await waiting(front, GET)
  broken.socket.resetAndDestroy()
  const peer = await origin.peer(2)
  await peer.until('\r\n\r\n')
  answer(peer, 'last')
  await last.until('last')
})

t.test('a lost upstream that comes back serves those who wait', async t => {
  const port = await freePort()
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5, maxFailures: 1, probeIntervalMs: 20 }, port)
  await Promise.all([ask(front, GET), ask(front, GET)])
  await front.until(observed => observed.health.length === 1 && observed.pending === 1)
  await waiting(front, GET)
  const back = await startRawOrigin({
    port,
    onPeer: peer => { peer.until('\r\n\r\n').then(() => { answer(peer, '') }, () => {}) }
  })
  t.teardown(back.stop)
  await front.until(observed => observed.pending === 1)
  t.same(front.observed.refusals, [])
  t.equal(origin.peers.length, 1)
})

t.test('who waits when the upstream is given up is refused', async t => {
  const { origin, front } = await start(t, { maxConnections: 1, maxPending: 5 })
  await ask(front, GET)
  await origin.peer(0)
  const client = await waiting(front, GET)
  await front.upstream.close()
  await client.until('upstream-busy')
})

/** An upstream in front of which nobody has asked for anything yet, and, in turn with it, one that may not be there. */
async function start (t: Test, options: FrontOptions, other?: number): Promise<{ origin: RawOrigin, front: Front }> {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ endpoints: [{ port: origin.port }, ...other === undefined ? [] : [{ port: other }]], ...options })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  return { origin, front }
}

async function ask (front: Front, text: string): Promise<RawPeer> {
  return (await front.connect()).write(text)
}

/** Asks for something and resolves once it waits in line. */
async function waiting (front: Front, text: string): Promise<RawPeer> {
  const before = front.observed.pending
  const client = await ask(front, text)
  await front.until(observed => observed.pending > before)
  return client
}

function answer (peer: RawPeer, body: string): void {
  peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}
