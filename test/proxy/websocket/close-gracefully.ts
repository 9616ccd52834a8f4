import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { CLOSE_WAIT_MS } from '../../../src/proxy/websocket/close-gracefully.js'
import { GOING_AWAY, GOING_AWAY_MASKED } from '../../../src/proxy/websocket/send-going-away.js'
import { frame } from '../../fixtures/frame.js'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { holdClock, type HeldClock } from '../../fixtures/hold-clock.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const HANDSHAKE = 'GET /live HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a2V5\r\nSec-WebSocket-Version: 13\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n'
const TO_CLIENT = GOING_AWAY.toString('latin1')
const TO_UPSTREAM = GOING_AWAY_MASKED.toString('latin1')
const PIECE = frame({ opcode: 2, bytes: 300 })
const MESSAGE = frame({ opcode: 1, bytes: 5, masked: true })
const CLOSE = frame({ opcode: 8, bytes: 2, masked: true })

interface Tunnelled {
  readonly client: RawPeer
  readonly peer: RawPeer
  readonly front: Front
  readonly clock: HeldClock
  /** What either side has received since the handshake. */
  readonly receivedBy: (who: RawPeer) => string
}

async function tunnel (t: Test): Promise<Tunnelled> {
  const origin = await startRawOrigin()
  const clock = holdClock()
  const front = await frontUpstream({ port: origin.port }, { clock })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  const client = (await front.connect()).write(HANDSHAKE)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write(SWITCH)
  await client.until('\r\n\r\n')
  return { client, peer, front, clock, receivedBy: ({ received }) => received.slice(received.indexOf('\r\n\r\n') + 4) }
}

t.test('both ends close a WebSocket with 1001, after all messages sent before', async t => {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const messages: string[] = []
  const closed = new Promise<number>(resolve => {
    sockets.on('connection', socket => {
      socket.on('message', (message: Buffer) => { messages.push(message.toString()) }).on('close', resolve)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clock = holdClock()
  const front = await frontUpstream({ port: (server.address() as AddressInfo).port }, { clock })
  t.teardown(async () => { await front.stop(); sockets.close(); server.close() })
  const socket = new WebSocket(`ws://127.0.0.1:${front.port}/live`)
  await once(socket, 'open')

  socket.send('last words')
  front.upstream.closeTunnels()
  const [code] = await once(socket, 'close')
  t.equal(code, 1001)
  t.equal(await closed, 1001)
  t.same(messages, ['last words'])
  await front.until(observed => observed.tunnels === 0)
  clock.advance(CLOSE_WAIT_MS)
})

t.test('the current frame is completed first, and nothing follows the Close', async t => {
  const { client, peer, front, receivedBy } = await tunnel(t)
  const bytes = PIECE.toString('latin1')
  peer.write(PIECE).write(PIECE.subarray(0, 3))
  await client.until(() => receivedBy(client).length === PIECE.length + 3)
  front.upstream.closeTunnels()
  peer.write(PIECE.subarray(3, 100))
  await client.until(() => receivedBy(client).length === PIECE.length + 100)
  peer.write(Buffer.concat([PIECE.subarray(100), PIECE])).write(PIECE)
  await client.until(TO_CLIENT)
  client.write(CLOSE)
  await peer.until(CLOSE.toString('latin1'))
  peer.socket.end(PIECE)
  await client.untilClosed()
  t.equal(receivedBy(client), bytes + bytes + TO_CLIENT)
  t.equal(receivedBy(peer), CLOSE.toString('latin1'), 'nothing follows the Close of the client')
})

t.test('peers that do not close in time are disconnected, and the upstream gets a Close', async t => {
  const { client, peer, front, clock, receivedBy } = await tunnel(t)
  client.write(MESSAGE)
  await peer.until(() => receivedBy(peer).length === MESSAGE.length)
  front.upstream.closeTunnels()
  await client.until(TO_CLIENT)
  clock.advance(CLOSE_WAIT_MS - 1)
  t.equal(front.observed.tunnels, 1)
  clock.advance(1)
  await client.untilClosed()
  await peer.untilClosed()
  t.equal(receivedBy(peer), MESSAGE.toString('latin1') + TO_UPSTREAM)
  t.equal(peer.errorCode, undefined)
})

t.test('an upstream in the middle of a frame, or after a Close, gets no Close of the gate', async t => {
  for (const last of [MESSAGE.subarray(0, 7), CLOSE]) {
    const { client, peer, front, clock, receivedBy } = await tunnel(t)
    client.write(last)
    await peer.until(() => receivedBy(peer).length === last.length)
    front.upstream.closeTunnels()
    await client.until(TO_CLIENT)
    clock.advance(CLOSE_WAIT_MS)
    await peer.untilClosed()
    t.equal(receivedBy(peer), last.toString('latin1'))
  }
})

t.test('after a Close of the upstream, only the timeout applies', async t => {
  const { client, peer, front, clock, receivedBy } = await tunnel(t)
  const close = frame({ opcode: 8, bytes: 2 })
  peer.write(close)
  await client.until(close.toString('latin1'))
  front.upstream.closeTunnels()
  clock.advance(CLOSE_WAIT_MS)
  await client.untilClosed()
  t.equal(receivedBy(client), close.toString('latin1'))
})

t.test('a Close of the upstream that has begun is the only one', async t => {
  const { client, peer, front, clock, receivedBy } = await tunnel(t)
  const close = frame({ opcode: 8, bytes: 2 })
  peer.write(close.subarray(0, 1))
  await client.until(() => receivedBy(client).length === 1)
  front.upstream.closeTunnels()
  peer.write(close.subarray(1))
  await client.until(close.toString('latin1'))
  clock.advance(CLOSE_WAIT_MS)
  await client.untilClosed()
  t.equal(receivedBy(client), close.toString('latin1'))
})

t.test('a WebSocket that opens after all were closed is closed immediately', async t => {
  const origin = await startRawOrigin()
  const clock = holdClock()
  const front = await frontUpstream({ port: origin.port }, { clock })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  front.upstream.closeTunnels()
  const client = (await front.connect()).write(HANDSHAKE)
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write(SWITCH + PIECE.toString('latin1'))
  t.ok((await client.until(TO_CLIENT)).endsWith(`\r\n\r\n${TO_CLIENT}`))
  client.write(CLOSE)
  await peer.until(CLOSE.toString('latin1'))
  clock.advance(CLOSE_WAIT_MS)
  await client.untilClosed()
})

t.test('a WebSocket that closed before is not touched', async t => {
  const { client, front } = await tunnel(t)
  client.socket.end()
  await front.until(observed => observed.tunnels === 0)
  t.doesNotThrow(() => { front.upstream.closeTunnels() })
})
