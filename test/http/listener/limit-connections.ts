import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import type { RefusedHow } from '../../../src/http/listener/connection-observer.js'
import { Connections } from '../../../src/http/listener/connections.js'
import { limitConnections, EVICTABLE_AFTER_MS, REJECTING_MAX } from '../../../src/http/listener/limit-connections.js'
import { responder } from '../../../src/http/response/respond.js'
import { connectRaw, type RawConnection } from '../../fixtures/connect-raw.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/** A server with a connection limit and a held clock, whose requests the test responds to. */
async function serve (t: Test, maxConnections: number) {
  const clock = holdClock()
  const received: Array<{ socket: Duplex, response: ServerResponse }> = []
  const watched = new WeakSet<Duplex>()
  const recorded = { open: 0, refused: [] as RefusedHow[] }
  const server = createServer((request, response) => {
    connections.track(request.socket, response)
    received.push({ socket: request.socket, response })
  })
  limitConnections(server, {
    maxConnections,
    clock,
    watched,
    responder: responder({ gateRefusalStatus: 401, observe: { refused: () => {} } }),
    isResponding: socket => connections.responsesOn(socket).size > 0,
    observe: {
      opened () { recorded.open++ },
      closed () { recorded.open-- },
      refused (how) { recorded.refused.push(how) },
      aborted () {}
    }
  })
  const connections = new Connections(server)
  server.on('upgrade', (_request, socket) => { socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n') })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const raws: RawConnection[] = []
  t.teardown(() => {
    for (const { socket } of raws) socket.destroy()
    server.close()
    connections.destroyAll()
  })
  return {
    clock,
    received,
    watched,
    recorded,
    port,
    speak: async () => {
      const before = recorded.open + recorded.refused.length
      const raw = await connectRaw(port)
      raws.push(raw)
      await until(() => recorded.open + recorded.refused.length > before)
      return raw
    }
  }
}

t.test('a connection beyond the limit gets 503 for its first request and closes, until another one closes', async t => {
  const { recorded, received, speak } = await serve(t, 2)
  const [first] = [await speak(), await speak()]
  const refused = await speak()
  t.equal(refused.received(), '', 'a client without a request gets no response yet')
  await refused.send(GET)
  t.match(await refused.closed(), /^HTTP\/1.1 503 [^]*Connection: close\r\n[^]*X-Stream-Error: 21\r\n[^]*Retry-After: 1\r\n/)
  t.equal(refused.broken(), undefined, 'without a reset')
  t.strictSame(recorded, { open: 2, refused: ['rejected'] })

  first.socket.destroy()
  await until(() => recorded.open === 1)
  const next = await speak()
  await next.send(GET)
  await until(() => received.length === 1)
  t.strictSame(recorded, { open: 2, refused: ['rejected'] })
})

t.test('an idle connection is evicted for a new one, the oldest first', async t => {
  const { clock, recorded, received, speak } = await serve(t, 3)
  const rested = await speak()
  clock.advance(1)
  const other = await speak()
  await other.send('GET / HTTP/1.1\r\nHos')
  clock.advance(EVICTABLE_AFTER_MS - 1)
  await speak()
  const next = await speak()
  await rested.closed()
  await next.send(GET)
  await until(() => received.length === 1)
  t.strictSame(recorded, { open: 3, refused: ['evicted'] })

  await speak()
  t.strictSame(recorded.refused, ['evicted', 'rejected'], 'the others are too young')
  clock.advance(1)
  await speak()
  await other.closed()
  t.strictSame(recorded, { open: 3, refused: ['evicted', 'rejected', 'evicted'] })
})

t.test('a connection that has carried a stream, is being served, or is a WebSocket is not evicted', async t => {
  const { clock, recorded, received, watched, speak } = await serve(t, 3)
  const [viewer, busy, upgraded] = [await speak(), await speak(), await speak()]
  await viewer.send(GET)
  await until(() => received.length === 1)
  watched.add(received[0]!.socket)
  received[0]!.response.end('played')
  await viewer.receive(/played/)
  await busy.send(GET)
  await until(() => received.length === 2)
  await upgraded.send(UPGRADE)
  await upgraded.receive(/ 101 /)
  clock.advance(EVICTABLE_AFTER_MS * 100)
  await speak()
  t.strictSame(recorded, { open: 3, refused: ['rejected'] })

  received[1]!.response.end('over')
  await busy.receive(/over/)
  clock.advance(EVICTABLE_AFTER_MS)
  await speak()
  await busy.closed()
  t.strictSame(recorded.refused, ['rejected', 'evicted'])
  t.notOk(viewer.socket.closed || upgraded.socket.closed)
})

t.test('connections beyond the maximum of rejections are dropped', async t => {
  const { recorded, port, speak } = await serve(t, 1)
  await speak()
  for (let i = 0; i < REJECTING_MAX; i++) await speak()
  const dropped = connect({ port, host: '127.0.0.1' }).on('error', () => {}).resume()
  await new Promise(resolve => { dropped.once('close', resolve) })
  t.equal(recorded.refused.at(-1), 'dropped')
  t.equal(recorded.refused.filter(how => how === 'rejected').length, REJECTING_MAX)
})

t.test('a rejected connection that closes without a request, or is reset, is gone', async t => {
  const { recorded, speak } = await serve(t, 1)
  await speak()
  const [leaving, resetting] = [await speak(), await speak()]
  leaving.socket.end()
  await leaving.closed()
  resetting.socket.resetAndDestroy()
  t.strictSame(recorded, { open: 1, refused: ['rejected', 'rejected'] })
})

t.test('0 is unlimited', async t => {
  const { recorded, speak } = await serve(t, 0)
  for (let i = 0; i < 50; i++) await speak()
  t.strictSame(recorded, { open: 50, refused: [] })
})

t.test('the connection of a viewer survives on a full gate, also after a declined upgrade', async t => {
  const gate = await openGate(t, { limits: { maxConnections: 2 } })
  const token = await gate.token()
  const viewer = await gate.speak()
  await viewer.send(`GET /film HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await viewer.receive(/ 200 /)
  for (let i = 0; i < 3; i++) {
    const before = gate.connections.refused.length
    await until(async () => {
      await gate.speak()
      return gate.connections.refused.slice(before).includes('evicted')
    }, 200)
  }
  t.notOk(viewer.socket.closed)
  await viewer.send(`GET /film HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await viewer.receive(/ 200 [^]* 200 /)
})
