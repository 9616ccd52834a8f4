import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { Clock } from '../../../src/domain/clock.js'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../../../src/http/listener/listener-limits.js'
import { openListener } from '../../../src/http/listener/open-listener.js'
import { responder } from '../../../src/http/response/respond.js'
import { connectRaw, type RawConnection } from '../../fixtures/connect-raw.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const responses = responder({ gateRefusalStatus: 401, observe: { refused: () => {} } })

/** A listener whose requests the test responds to. */
async function listen (t: Test, { clock = systemClock, port = 0, limits }: { clock?: Clock, port?: number, limits?: Partial<ListenerLimits> } = {}) {
  const received: Array<{ request: IncomingMessage, response: ServerResponse }> = []
  const raws: RawConnection[] = []
  const listener = openListener({
    host: '127.0.0.1',
    port,
    clock,
    limits: { ...DEFAULT_LISTENER_LIMITS, ...limits },
    responder: responses,
    handleRequest: (request, response) => { received.push({ request, response }) },
    handleUpgrade: () => (_request, socket) => { socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n') }
  })
  t.teardown(async () => {
    for (const { socket } of raws) socket.destroy()
    await listener.stop(0)
  })
  const speak = async (): Promise<RawConnection> => {
    const raw = await connectRaw(address.port)
    raws.push(raw)
    return raw
  }
  const address = await listener.start()
  return { listener, address, speak, received }
}

t.test('start resolves to the bound address', async t => {
  const { address } = await listen(t)
  t.equal(address.host, '127.0.0.1')
  t.ok(address.port > 0)
})

t.test('start rejects when the port is taken', async t => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => new Promise(resolve => taken.close(resolve)))
  await t.rejects(listen(t, { port: (taken.address() as AddressInfo).port }), { code: 'EADDRINUSE' })
})

t.test('the keep-alive timeout exceeds that of load balancers', async t => {
  const { received, speak } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { response } = await until(() => received[0])
  response.end('ok')
  t.match(await raw.receive(/ok/), /Keep-Alive: timeout=75\r\n/)
})

t.test('an idle connection closes after the keep-alive timeout', async t => {
  const { received, speak } = await listen(t, { limits: { keepAliveTimeoutMs: 100 } })
  const raw = await speak()
  await raw.send(GET)
  const { response } = await until(() => received[0])
  response.end('ok')
  t.match(await raw.closed(), /ok/)
})

t.test('a head beyond the limit is refused', async t => {
  const { received, speak } = await listen(t, { limits: { maxHeadBytes: 20_000 } })
  const [fits, exceeds] = [await speak(), await speak()]
  await fits.send(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(19_000)}\r\n\r\n`)
  await until(() => received[0])
  await exceeds.send(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(21_000)}\r\n\r\n`)
  t.match(await exceeds.closed(), /^HTTP\/1.1 431 [^]*X-Stream-Error: 17\r\n/)
})

t.test('a silent connection and one with an incomplete head get 408 and close', async t => {
  const { speak } = await listen(t, { limits: { headTimeoutMs: 100 } })
  const [silent, slow] = [await speak(), await speak()]
  await slow.send('GET / HTTP/1.1\r\nHos')
  for (const raw of [silent, slow]) t.match(await raw.closed(), /^HTTP\/1.1 408 [^]*X-Stream-Error: 18\r\n/)
})

t.test('while draining, new connections are accepted and every connection closes after its response', async t => {
  const { listener, received, speak } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { response: running } = await until(() => received[0])
  listener.drain()
  running.end('ok')
  t.match(await raw.closed(), /Connection: close\r\n/)
  const late = await speak()
  await late.send(GET)
  const { response } = await until(() => received[1])
  response.end('ok')
  t.match(await late.closed(), /Connection: close\r\n[^]*ok/)
  t.equal(await listener.stop(600_000), 0, 'nothing was destroyed')
})

t.test('while stopping, no connection is accepted, and idle and unused ones close', async t => {
  const { listener, address, received, speak } = await listen(t)
  const [idle, unused] = [await speak(), await speak()]
  await idle.send(GET)
  const { response } = await until(() => received[0])
  response.end('ok')
  await idle.receive(/ok/)
  await listener.stop(600_000)
  await idle.closed()
  await unused.closed()
  await t.rejects(connectRaw(address.port), { code: 'ECONNREFUSED' })
})

t.test('while stopping, clients that have already sent a request get their response', async t => {
  const { listener, address, received, speak } = await listen(t)
  const known = await speak()
  const clients = Array.from({ length: 20 }, () => connect(address.port, address.host).on('error', () => {}))
  await Promise.all(clients.map(async client => await once(client, 'connect')))
  const sent = known.send(GET)
  const texts = clients.map(async client => await text(client.setEncoding('latin1')))
  for (const client of clients) client.write(GET)
  const stopped = listener.stop(600_000)
  await sent
  await until(() => received.length === 21)
  for (const { response } of received) response.end('ok')
  t.match(await known.closed(), /Connection: close\r\n[^]*ok$/)
  for (const response of await Promise.all(texts)) t.match(response, /Connection: close\r\n[^]*ok$/)
  t.equal(await stopped, 0)
})

t.test('while stopping, a response whose head was not sent has Connection: close', async t => {
  const { listener, received, speak } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { response } = await until(() => received[0])
  const stopped = listener.stop(600_000)
  response.writeHead(200, ['Content-Length', '2'])
  response.end('ok')
  t.match(await raw.closed(), /Connection: close\r\n[^]*ok$/)
  await stopped
})

t.test('while stopping, a started response finishes, and its connection closes', async t => {
  const { listener, received, speak } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { response } = await until(() => received[0])
  response.writeHead(200, ['Content-Length', '11'])
  response.write('hello ')
  await raw.receive(/hello /)
  const stopped = listener.stop(600_000)
  response.end('world')
  t.match(await raw.closed(), /hello world$/)
  await stopped
})

t.test('while stopping, a request on a busy connection gets a response that closes the connection', async t => {
  const { listener, received, speak } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { response: first } = await until(() => received[0])
  first.writeHead(200, ['Content-Length', '5'])
  first.write('fir')
  await raw.receive(/fir/)
  const stopped = listener.stop(600_000)
  await raw.send(GET)
  const { response: second } = await until(() => received[1])
  first.end('st')
  second.end('second')
  t.match(await raw.closed(), /first[^]*Connection: close\r\n[^]*second$/)
  await stopped
})

t.test('connections that outlast the grace are destroyed, upgraded ones too', async t => {
  const clock = holdClock()
  const { listener, received, speak } = await listen(t, { clock })
  const [running, upgraded, half] = [await speak(), await speak(), await speak()]
  await running.send(GET)
  await until(() => received[0])
  await upgraded.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await upgraded.receive(/ 101 /)
  await half.send('GET / HTTP/1.1\r\nHos')
  let stopped = false
  const stopping = listener.stop(30_000).then(aborted => {
    stopped = true
    return aborted
  })

  clock.advance(29_950)
  await new Promise(resolve => { setImmediate(resolve) })
  t.notOk(stopped)
  t.notOk(running.socket.closed || upgraded.socket.closed)
  clock.advance(50)
  t.equal(await stopping, 3)
  for (const raw of [running, upgraded, half]) await raw.closed()
})

t.test('stop without start is not an error', async t => {
  await openListener({ host: '127.0.0.1', port: 0, clock: systemClock, responder: responses, handleRequest: () => {}, handleUpgrade: () => () => {} }).stop(0)
  t.pass()
})
