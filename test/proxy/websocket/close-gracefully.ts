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
const SAID = frame({ opcode: 1, bytes: 5, masked: true })
const CLOSE = frame({ opcode: 8, bytes: 2, masked: true })

interface Tunnelled {
  readonly client: RawPeer
  readonly peer: RawPeer
  readonly front: Front
  readonly clock: HeldClock
  /** What either side has heard since the handshake. */
  readonly heard: (who: RawPeer) => string
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
  return { client, peer, front, clock, heard: ({ received }) => received.slice(received.indexOf('\r\n\r\n') + 4) }
}

t.test('both ends of a WebSocket close it in good order, with all that was said before', async t => {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const said: string[] = []
  const closed = new Promise<number>(resolve => {
    sockets.on('connection', socket => {
      socket.on('message', (message: Buffer) => { said.push(message.toString()) }).on('close', resolve)
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
  t.same(said, ['last words'])
  await front.until(observed => observed.tunnels === 0)
  clock.advance(CLOSE_WAIT_MS)
})

t.test('a frame in transit is finished first, and nothing follows the Close', async t => {
  const { client, peer, front, heard } = await tunnel(t)
  const bytes = PIECE.toString('latin1')
  peer.write(PIECE).write(PIECE.subarray(0, 3))
  await client.until(() => heard(client).length === PIECE.length + 3)
  front.upstream.closeTunnels()
  peer.write(PIECE.subarray(3, 100))
  await client.until(() => heard(client).length === PIECE.length + 100)
  peer.write(Buffer.concat([PIECE.subarray(100), PIECE])).write(PIECE)
  await client.until(TO_CLIENT)
  client.write(CLOSE)
  await peer.until(CLOSE.toString('latin1'))
  peer.socket.end(PIECE)
  await client.untilClosed()
  t.equal(heard(client), bytes + bytes + TO_CLIENT)
  t.equal(heard(peer), CLOSE.toString('latin1'), 'the client has the last word')
})

t.test('peers that do not close are closed, and the upstream is told', async t => {
  const { client, peer, front, clock, heard } = await tunnel(t)
  client.write(SAID)
  await peer.until(() => heard(peer).length === SAID.length)
  front.upstream.closeTunnels()
  await client.until(TO_CLIENT)
  clock.advance(CLOSE_WAIT_MS - 1)
  t.equal(front.observed.tunnels, 1)
  clock.advance(1)
  await client.untilClosed()
  await peer.untilClosed()
  t.equal(heard(peer), SAID.toString('latin1') + TO_UPSTREAM)
  t.equal(peer.errorCode, undefined)
})

t.test('an upstream that hears a frame, or a Close, gets no other into it', async t => {
  for (const last of [SAID.subarray(0, 7), CLOSE]) {
    const { client, peer, front, clock, heard } = await tunnel(t)
    client.write(last)
    await peer.until(() => heard(peer).length === last.length)
    front.upstream.closeTunnels()
    await client.until(TO_CLIENT)
    clock.advance(CLOSE_WAIT_MS)
    await peer.untilClosed()
    t.equal(heard(peer), last.toString('latin1'))
  }
})

t.test('where the upstream has closed already, only the time for it is short', async t => {
  const { client, peer, front, clock, heard } = await tunnel(t)
  const close = frame({ opcode: 8, bytes: 2 })
  peer.write(close)
  await client.until(close.toString('latin1'))
  front.upstream.closeTunnels()
  clock.advance(CLOSE_WAIT_MS)
  await client.untilClosed()
  t.equal(heard(client), close.toString('latin1'))
})

t.test('a Close of the upstream that is in transit is the only one', async t => {
  const { client, peer, front, clock, heard } = await tunnel(t)
  const close = frame({ opcode: 8, bytes: 2 })
  peer.write(close.subarray(0, 1))
  await client.until(() => heard(client).length === 1)
  front.upstream.closeTunnels()
  peer.write(close.subarray(1))
  await client.until(close.toString('latin1'))
  clock.advance(CLOSE_WAIT_MS)
  await client.untilClosed()
  t.equal(heard(client), close.toString('latin1'))
})

t.test('a WebSocket that opens after all were left is left at once', async t => {
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

t.test('a WebSocket that closed before is left alone', async t => {
  const { client, front } = await tunnel(t)
  client.socket.end()
  await front.until(observed => observed.tunnels === 0)
  t.doesNotThrow(() => { front.upstream.closeTunnels() })
})
