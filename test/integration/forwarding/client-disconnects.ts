import { EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import t from 'tap'
import { frontRawOrigin } from '../../fixtures/front-raw-origin.js'
import { frontUpstream } from '../../fixtures/front-upstream.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const PART = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'

t.test('a client that disconnects ends its exchange', async t => {
  await t.test('before the response head', async t => {
    const { client, peer, front } = await frontRawOrigin(t)
    client.write(GET)
    const upstream = await peer()
    await upstream.until('\r\n\r\n')
    client.socket.destroy()
    await upstream.untilClosed()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.refusals, [])
    t.same(front.observed.failures, [])
  })

  await t.test('during the response body', async t => {
    const { client, peer, front } = await frontRawOrigin(t)
    client.write(GET)
    const upstream = await peer()
    upstream.write(PART)
    await client.until('part')
    client.socket.resetAndDestroy()
    await upstream.untilClosed()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.failures, [])
  })

  await t.test('during its upload', async t => {
    const { client, peer, front } = await frontRawOrigin(t)
    client.write('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\npart')
    const upstream = await peer()
    await upstream.until('part')
    client.socket.destroy()
    await upstream.untilClosed()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.failures, [])
  })

  await t.test('for each request that it has pipelined', async t => {
    const { client, origin, front } = await frontRawOrigin(t)
    client.write('POST /1 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nok' + GET.repeat(30))
    const peers = await Promise.all(Array.from({ length: 31 }, (_, index) => origin.peer(index)))
    for (const peer of peers.slice(1, 9)) peer.write(PART)
    client.socket.resetAndDestroy()
    for (const peer of peers) await peer.untilClosed()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.failures, [])
  })

  await t.test('before there is a connection to abort', async t => {
    // The TLS handshake is never completed, so the request has no connection yet.
    const { client, origin, front } = await frontRawOrigin(t, { protocol: 'https:', connectTimeoutMs: 20 })
    client.write(GET)
    await origin.peer(0)
    client.socket.destroy()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.refusals, [])
  })
})

t.test('clients that disconnect cause no further connections to the upstream', async t => {
  await t.test('while the upstream responds to them', async t => {
    const { origin, front } = await frontRawOrigin(t)
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

  await t.test('while a connection is being opened for them', async t => {
    const origin = await startRawOrigin()
    const names = new EventEmitter()
    const lookup: LookupFunction = (_name, _options, callback) => {
      names.once('found', () => { callback(null, [{ address: '127.0.0.1', family: 4 }]) }).emit('asked')
    }
    const front = await frontUpstream({ host: 'upstream.test', port: origin.port }, { lookup })
    t.teardown(async () => { await front.stop(); await origin.stop() })
    const [[request]] = await Promise.all([once(front.server, 'request'), once(names, 'asked'), front.connect().then(client => client.write(GET))])
    const { socket } = request as IncomingMessage
    socket.destroy()
    await once(socket, 'close')
    names.emit('found')
    const peer = await origin.peer(0)
    await front.until(observed => observed.exchanges === 0)
    const next = await front.connect()
    next.write(GET)
    await peer.until('\r\n\r\n')
    t.equal(origin.peers.length, 1)
  })
})
