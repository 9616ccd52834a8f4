import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { frontUpstream, OPTIONS } from '../../fixtures/front-upstream.js'
import { makeCertificate } from '../../fixtures/make-certificate.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import { RawPeer } from '../../fixtures/raw-peer.js'

type OriginOptions = NonNullable<Parameters<typeof startRawOrigin>[0]>
type UpstreamSettings = Parameters<typeof frontUpstream>[0]

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('an upstream is reached over IPv6', async t => {
  await reaches(t, { host: '::1' }, { host: '::1', hostHeader: 'upstream' }, port => `[::1]:${port}`)
})

t.test('an upstream is reached by its name', async t => {
  await reaches(t, {}, { host: 'localhost', hostHeader: 'upstream' }, port => `localhost:${port}`)
})

t.test('an upstream is reached over a unix socket', async t => {
  // The path of a unix socket has at most 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'origin-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const socketPath = join(folder, 'origin.sock')
  await reaches(t, { socketPath }, { socketPath, host: 'backend', port: 80, hostHeader: 'upstream' }, () => 'backend')
})

t.test('an upstream is reached over TLS', async t => {
  const byName = await makeCertificate('DNS:a.test')
  const byAddress = await makeCertificate('IP:127.0.0.1')
  const expired = await makeCertificate('DNS:a.test', { notAfter: new Date('2020-01-01') })
  const tls = { ...OPTIONS.tls, ca: byName.cert, serverName: 'a.test' }

  await t.test('verified with the configured CA and name', async t => {
    const peers = await reaches(t, { tls: byName }, { protocol: 'https:', tls })
    for (const { socket } of peers) t.equal((socket as TLSSocket & { servername: string }).servername, 'a.test')
  })

  await t.test('verified by its IP address, without SNI', async t => {
    const peers = await reaches(t, { tls: byAddress }, { protocol: 'https:', tls: { ...tls, ca: byAddress.cert, serverName: undefined } })
    for (const { socket } of peers) t.notOk((socket as TLSSocket & { servername: string | false }).servername)
  })

  await t.test('unverified only when configured', async t => {
    await reaches(t, { tls: byName }, { protocol: 'https:', tls: { ...OPTIONS.tls, insecure: true } })
  })

  await t.test('with a client certificate', async t => {
    await reaches(t, { tls: { ...byName, ca: byAddress.cert, requestCert: true, rejectUnauthorized: true } },
      { protocol: 'https:', tls: { ...tls, ...byAddress } })
  })

  for (const [name, refused, certificate] of [
    ['of an unknown CA', { ...tls, ca: undefined }, byName],
    ['under another name', { ...tls, serverName: 'b.test' }, byName],
    ['under no name but its address', { ...tls, serverName: undefined }, byName],
    ['until 2020', { ...tls, ca: expired.cert }, expired]
  ] as const) {
    await t.test(`never with a certificate ${name}`, async t => {
      const origin = await startRawOrigin({ tls: certificate })
      const front = await frontUpstream({ port: origin.port, protocol: 'https:', tls: refused })
      t.teardown(async () => { await front.stop(); await origin.stop() })
      for (const asks of [GET, UPGRADE]) {
        const client = await front.connect()
        client.write(asks)
        await client.until('upstream-unreachable')
      }
      for (const { received } of origin.peers) t.equal(received, '')
      t.same(front.observed.failures, ['UPSTREAM_TLS_FAILED', 'UPSTREAM_TLS_FAILED'])
    })
  }

  await t.test('never when it requires a client certificate and none is configured', async t => {
    const origin = await startRawOrigin({ tls: { ...byName, ca: byAddress.cert, requestCert: true, rejectUnauthorized: true } })
    const front = await frontUpstream({ port: origin.port, protocol: 'https:', tls })
    t.teardown(async () => { await front.stop(); await origin.stop() })
    for (const asks of [GET, UPGRADE]) {
      front.observed.failures.length = 0
      // The server sends an alert and closes immediately. If our own write fails first, the alert is never read.
      while (!front.observed.failures.includes('UPSTREAM_TLS_FAILED')) {
        const client = await front.connect()
        client.write(asks)
        await client.until('upstream-unreachable')
      }
    }
  })

  await t.test('not at all when the client disconnects first', async t => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const front = await frontUpstream({ port: (server.address() as AddressInfo).port, protocol: 'https:', tls })
    t.teardown(async () => { await front.stop(); server.close() })
    const client = await front.connect()
    const response = once(front.server, 'request')
    client.write(GET)
    const [[connection], [, left]] = await Promise.all([once(server, 'connection'), response])
    client.socket.destroy()
    await once(left, 'close')
    const peer = new RawPeer(new TLSSocket(connection, { isServer: true, ...byName }))
    t.equal(await peer.untilClosed(), '')
    await front.until(observed => observed.exchanges === 0)
  })

  await t.test('over one connection, whatever Host the clients send', async t => {
    for (const [certificate, serverName] of [[byName, 'a.test'], [byAddress, undefined]] as const) {
      const origin = await startRawOrigin({ tls: certificate })
      const front = await frontUpstream({ port: origin.port, protocol: 'https:', tls: { ...tls, ca: certificate.cert, serverName } })
      t.teardown(async () => { await front.stop(); await origin.stop() })
      const client = await front.connect()
      for (const host of ['one.test', 'two.test', '127.0.0.1']) {
        client.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
        const peer = await origin.peer(0)
        await peer.until(`host: ${host}\r\n`)
        peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${host.length}\r\n\r\n${host}`)
        await client.until(host)
      }
      t.equal(origin.peers.length, 1)
    }
  })
})

/** Completes a request and a WebSocket handshake. Resolves to the upstream's two connections. */
async function reaches (t: Test, originOptions: OriginOptions, options: UpstreamSettings, hostOf?: (port: number) => string): Promise<readonly RawPeer[]> {
  const origin = await startRawOrigin(originOptions)
  const front = await frontUpstream({ port: origin.port, ...options })
  t.teardown(async () => { await front.stop(); await origin.stop() })

  const client = await front.connect()
  client.write(GET)
  const plain = await origin.peer(0)
  const request = await plain.until('\r\n\r\n')
  plain.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain')
  await client.until('plain')

  const other = await front.connect()
  other.write(UPGRADE)
  const upgraded = await origin.peer(1)
  const handshake = await upgraded.until('\r\n\r\n')
  upgraded.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfrom upstream')
  await other.until('from upstream')
  other.write('from client')
  await upgraded.until('from client')

  const host = hostOf === undefined ? 'a.test' : hostOf(origin.port)
  t.match(request, `\r\nhost: ${host}\r\n`)
  t.match(handshake, `\r\nHost: ${host}\r\n`)
  return origin.peers
}
