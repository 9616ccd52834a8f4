import { once } from 'node:events'
import { createServer, type LookupFunction } from 'node:net'
import t, { type Test } from 'tap'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import { startBlackHole } from '../../fixtures/start-black-hole.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('a name with several addresses is reached if one of them accepts connections', async t => {
  for (const [name, addresses, hole] of [
    ['the first refuses', ['127.0.0.2', '127.0.0.1'], undefined],
    ['all but the last refuse', ['127.0.0.2', '::1', '127.0.0.3', '127.0.0.1'], undefined],
    ['the first does not respond', ['127.0.0.2', '127.0.0.1'], '127.0.0.2'],
    ['the second does not respond', ['127.0.0.1', '127.0.0.2'], '127.0.0.2']
  ] as const) {
    await t.test(name, async t => {
      const origin = await startRawOrigin({
        onPeer: peer => { peer.until('\r\n\r\n').then(request => { peer.write(request.includes('websocket') ? SWITCH : 'HTTP/1.1 204 None\r\n\r\n') }, t.threw) }
      })
      t.teardown(origin.stop)
      if (hole !== undefined) await startBlackHoleAt(t, hole, origin.port)
      const front = await start(t, { port: origin.port, addresses: () => addresses })
      const client = await front.connect()
      client.write(GET)
      await client.until('HTTP/1.1 204')
      const other = await front.connect()
      other.write(UPGRADE)
      await other.until('HTTP/1.1 101')
      t.same(front.observed.failures, [])
    })
  }
})

t.test('a name whose addresses all refuse is unreachable', async t => {
  const front = await start(t, { port: await unusedPort(), addresses: () => ['127.0.0.2', '127.0.0.3'] })
  for (const sent of [GET, UPGRADE]) {
    const client = await front.connect()
    client.write(sent)
    await client.until('upstream-unreachable')
  }
  t.same(front.observed.failures, ['UPSTREAM_UNREACHABLE', 'UPSTREAM_UNREACHABLE'])
})

t.test('an upstream that does not respond to a connection attempt is too slow', async t => {
  const { port } = await startBlackHoleAt(t, '127.0.0.1')
  const front = await start(t, { port, addresses: () => ['127.0.0.1'], connectTimeoutMs: 50 })
  for (const sent of [GET, UPGRADE]) {
    const client = await front.connect()
    client.write(sent)
    await client.until('upstream-too-slow')
  }
  t.same(front.observed.failures, ['UPSTREAM_TOO_SLOW', 'UPSTREAM_TOO_SLOW'])
})

t.test('new connections use the current address of a name', async t => {
  let address = '127.0.0.1'
  const before = await startRawOrigin()
  const after = await startRawOrigin({ host: '127.0.0.2', port: before.port })
  t.teardown(async () => { await before.stop(); await after.stop() })
  const front = await start(t, { port: before.port, addresses: () => [address] })
  const client = await front.connect()
  client.write(GET)
  const kept = await before.peer(0)
  await kept.until('GET')
  kept.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbefore')
  await client.until('before')
  address = '127.0.0.2'
  kept.socket.end()
  await kept.untilClosed()
  client.write(GET)
  const moved = await after.peer(0)
  await moved.until('GET')
  moved.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nafter')
  await client.until('after')
})

async function start (t: Test, { addresses, ...options }: Parameters<typeof frontUpstream>[0] & { addresses: () => readonly string[] }): Promise<Front> {
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    callback(null, addresses().map(address => ({ address, family: address.includes(':') ? 6 : 4 })))
  }
  const front = await frontUpstream({ host: 'upstream.test', ...options }, { lookup })
  t.teardown(front.stop)
  return front
}

async function startBlackHoleAt (t: Test, host: string, port?: number): Promise<{ port: number }> {
  const hole = await startBlackHole({ host, ...port === undefined ? {} : { port } })
  t.teardown(hole.stop)
  return hole
}

async function unusedPort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
