import { once } from 'node:events'
import type { Socket } from 'node:net'
import t, { type Test } from 'tap'
import { linkSockets, LINGER_MS } from '../../../src/proxy/websocket/link-sockets.js'
import { holdClock, type HeldClock } from '../../fixtures/hold-clock.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import { connectRaw, type RawPeer } from '../../fixtures/raw-peer.js'

interface Linked {
  /** The two linked sockets. */
  readonly client: Socket
  readonly upstream: Socket
  /** The peers at their other ends. */
  readonly clientPeer: RawPeer
  readonly upstreamPeer: RawPeer
  readonly clock: HeldClock
  /** Resolves once onClose was called. */
  readonly closed: Promise<void>
}

async function link (t: Test): Promise<Linked> {
  const ours = await startRawOrigin({ allowHalfOpen: true })
  const theirs = await startRawOrigin({ allowHalfOpen: true })
  t.teardown(async () => { await ours.stop(); await theirs.stop() })
  const clientPeer = await connectRaw(ours.port, { allowHalfOpen: true })
  const { socket: client } = await ours.peer(0)
  const { socket: upstream } = await connectRaw(theirs.port)
  const upstreamPeer = await theirs.peer(0)
  const clock = holdClock()
  const closed = new Promise<void>(resolve => { linkSockets(client, upstream, { clock, onClose: resolve }) })
  return { client, upstream, clientPeer, upstreamPeer, clock, closed }
}

t.test('after an orderly end, the other side has time to read what was written', async t => {
  const { client, upstream, clientPeer, upstreamPeer, clock, closed } = await link(t)
  clientPeer.socket.pause()
  client.end(Buffer.alloc(20_000_000, 'v'))
  upstreamPeer.socket.end()
  await once(upstream, 'close')
  t.equal(client.destroyed, false)
  clientPeer.socket.resume()
  await once(clientPeer.socket, 'end')
  t.equal(clientPeer.received.length, 20_000_000)
  clientPeer.socket.end()
  await closed
  clock.advance(LINGER_MS)
})

t.test('that time is limited', async t => {
  const { client, upstream, clientPeer, upstreamPeer, clock, closed } = await link(t)
  upstreamPeer.socket.end()
  await once(upstream, 'close')
  clock.advance(LINGER_MS - 1)
  t.equal(client.destroyed, false)
  clock.advance(1)
  await closed
  clientPeer.socket.destroy()
})

t.test('an error, or a close without an end, destroys the other socket immediately', async t => {
  for (const breaks of ['resetAndDestroy', 'destroy'] as const) {
    const { client, clientPeer, closed } = await link(t)
    if (breaks === 'destroy') client.destroy()
    else clientPeer.socket.resetAndDestroy()
    await closed
    clientPeer.socket.destroy()
  }
})
