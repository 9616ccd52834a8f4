import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { EndReason } from '../../../src/domain/stream.js'
import { attachExchange, ClientExchange } from '../../../src/http/gate/client-exchange.js'
import { until } from '../../fixtures/until.js'
import { verifiedStream } from '../../fixtures/verified-stream.js'

/** The two ends of a connection. */
async function connected (t: Test): Promise<{ ours: Socket, client: Socket }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [ours] = await once(server, 'connection') as [Socket]
  if (client.connecting) await once(client, 'connect')
  for (const socket of [ours, client]) socket.on('error', () => {})
  t.teardown(() => {
    ours.destroy()
    client.destroy()
    server.close()
  })
  return { ours, client }
}

t.test('bytes that the client reads are progress, once', async t => {
  const { ours, client } = await connected(t)
  client.resume()
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  t.notOk(exchange.hasProgressed())
  await new Promise(resolve => ours.write('hello', resolve))
  t.ok(exchange.hasProgressed())
  t.notOk(exchange.hasProgressed())
})

t.test('bytes that the client sends are progress too', async t => {
  const { ours, client } = await connected(t)
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  client.write('hello')
  await once(ours, 'readable')
  t.ok(exchange.hasProgressed())
  t.notOk(exchange.hasProgressed())
})

t.test('bytes from before the exchange are not progress', async t => {
  const { ours, client } = await connected(t)
  client.resume()
  await new Promise(resolve => ours.write('hello', resolve))
  t.notOk(new ClientExchange(ours, () => {}, () => undefined).hasProgressed())
})

t.test('bytes that are buffered in this process are not progress', async t => {
  const { ours, client } = await connected(t)
  client.pause()
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  const chunk = Buffer.alloc(1 << 20)
  // More than the kernel buffers for a client that does not read.
  for (let i = 0; i < 64; i++) ours.write(chunk)
  await until(() => !exchange.hasProgressed())
  for (let i = 0; i < 64; i++) ours.write(chunk)
  t.notOk(exchange.hasProgressed())
  client.resume()
  await until(() => exchange.hasProgressed())
})

t.test('a shrinking send queue is progress', async t => {
  const { ours } = await connected(t)
  let queued: number | undefined = 1000
  const exchange = new ClientExchange(ours, () => {}, () => queued)
  t.notOk(exchange.isProgressing(), 'the first call only records the state')
  t.notOk(exchange.isProgressing())
  queued = 900
  t.ok(exchange.isProgressing())
  t.notOk(exchange.isProgressing())
  queued = undefined
  t.notOk(exchange.isProgressing(), 'an unknown queue is not evidence')
})

t.test('aborting destroys the connection and reports the reason', async t => {
  const { ours, client } = await connected(t)
  const aborts: EndReason[] = []
  new ClientExchange(ours, reason => { aborts.push(reason) }, () => undefined).abort('expired')
  client.resume()
  await until(() => client.closed)
  t.ok(ours.destroyed)
  t.strictSame(aborts, ['expired'])
})

t.test('an exchange stays attached until its lifetime ends, and its abort is reported with the stream', async t => {
  const { ours, client } = await connected(t)
  const known = verifiedStream({ token: 'token', viewer: 'ann' })
  const reported: unknown[] = []
  let detached = 0
  attachExchange({
    attach: (stream, exchange) => {
      t.equal(stream, known)
      exchange.abort('released')
      return () => { detached++ }
    },
    watched: new Set(),
    unacknowledged: () => undefined,
    observe: { aborted: (...abort) => { reported.push(abort) } }
  })(known, ours, ours)
  client.resume()
  await until(() => client.closed)
  await until(() => detached === 1)
  t.strictSame(reported, [['released', known]])
})
