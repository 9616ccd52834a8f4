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

t.test('bytes that the client takes are seen once', async t => {
  const { ours, client } = await connected(t)
  client.resume()
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  t.notOk(exchange.hasProgressed())
  await new Promise(resolve => ours.write('hello', resolve))
  t.ok(exchange.hasProgressed())
  t.notOk(exchange.hasProgressed())
})

t.test('bytes that the client sends are seen too', async t => {
  const { ours, client } = await connected(t)
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  client.write('hello')
  await once(ours, 'readable')
  t.ok(exchange.hasProgressed())
  t.notOk(exchange.hasProgressed())
})

t.test('bytes from before it began are none of its own', async t => {
  const { ours, client } = await connected(t)
  client.resume()
  await new Promise(resolve => ours.write('hello', resolve))
  t.notOk(new ClientExchange(ours, () => {}, () => undefined).hasProgressed())
})

t.test('bytes that only wait in this process are not taken', async t => {
  const { ours, client } = await connected(t)
  client.pause()
  const exchange = new ClientExchange(ours, () => {}, () => undefined)
  const piece = Buffer.alloc(1 << 20)
  // More than the kernel takes over for a client that does not read.
  for (let i = 0; i < 64; i++) ours.write(piece)
  await until(() => !exchange.hasProgressed())
  for (let i = 0; i < 64; i++) ours.write(piece)
  t.notOk(exchange.hasProgressed())
  client.resume()
  await until(() => exchange.hasProgressed())
})

t.test('a stalled connection whose queue shrinks is being taken from', async t => {
  const { ours } = await connected(t)
  let queued: number | undefined = 1000
  const exchange = new ClientExchange(ours, () => {}, () => queued)
  t.notOk(exchange.isProgressing(), 'the first look only sees where it stands')
  t.notOk(exchange.isProgressing())
  queued = 900
  t.ok(exchange.isProgressing())
  t.notOk(exchange.isProgressing())
  queued = undefined
  t.notOk(exchange.isProgressing(), 'what cannot be known is no evidence')
})

t.test('cutting destroys the connection and says why', async t => {
  const { ours, client } = await connected(t)
  const aborts: EndReason[] = []
  new ClientExchange(ours, reason => { aborts.push(reason) }, () => undefined).abort('expired')
  client.resume()
  await until(() => client.closed)
  t.ok(ours.destroyed)
  t.strictSame(aborts, ['expired'])
})

t.test('an exchange is attached until what it is for closes, and its cut is reported with its stream', async t => {
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
