import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { Clock } from '../../../src/domain/clock.js'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../../../src/http/listener/listener-limits.js'
import { openListener } from '../../../src/http/listener/open-listener.js'
import { responder } from '../../../src/http/response/respond.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { speakRaw, type RawConnection } from '../../fixtures/speak-raw.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const answers = responder({ gateRefusalStatus: 401, observe: { refused: () => {} } })

/** A listener whose requests the test answers itself. */
async function listen (t: Test, { clock = systemClock, port = 0, limits }: { clock?: Clock, port?: number, limits?: Partial<ListenerLimits> } = {}) {
  const asked: Array<{ request: IncomingMessage, response: ServerResponse }> = []
  const raws: RawConnection[] = []
  const listener = openListener({
    host: '127.0.0.1',
    port,
    clock,
    limits: { ...DEFAULT_LISTENER_LIMITS, ...limits },
    responder: answers,
    answer: (request, response) => { asked.push({ request, response }) },
    upgrade: () => (_request, socket) => { socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n') }
  })
  t.teardown(async () => {
    for (const { socket } of raws) socket.destroy()
    await listener.stop(0)
  })
  const speak = async (): Promise<RawConnection> => {
    const raw = await speakRaw(address.port)
    raws.push(raw)
    return raw
  }
  const address = await listener.start()
  return { listener, address, speak, asked }
}

t.test('it says where it listens', async t => {
  const { address } = await listen(t)
  t.equal(address.host, '127.0.0.1')
  t.ok(address.port > 0)
})

t.test('starting on a port that is taken rejects', async t => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => new Promise(resolve => taken.close(resolve)))
  await t.rejects(listen(t, { port: (taken.address() as AddressInfo).port }), { code: 'EADDRINUSE' })
})

t.test('an idle connection is kept longer than load balancers keep theirs', async t => {
  const { asked, speak } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { response } = await until(() => asked[0])
  response.end('ok')
  t.match(await raw.hear(/ok/), /Keep-Alive: timeout=75\r\n/)
})

t.test('an idle connection is closed when its time is up', async t => {
  const { asked, speak } = await listen(t, { limits: { keepAliveTimeoutMs: 100 } })
  const raw = await speak()
  await raw.say(GET)
  const { response } = await until(() => asked[0])
  response.end('ok')
  t.match(await raw.closed(), /ok/)
})

t.test('a head may be as large as the limit says', async t => {
  const { asked, speak } = await listen(t, { limits: { maxHeadBytes: 20_000 } })
  const [fits, exceeds] = [await speak(), await speak()]
  await fits.say(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(19_000)}\r\n\r\n`)
  await until(() => asked[0])
  await exceeds.say(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(21_000)}\r\n\r\n`)
  t.match(await exceeds.closed(), /^HTTP\/1.1 431 [^]*X-Stream-Error: 17\r\n/)
})

t.test('a connection that never says anything, and one that does not finish its head, are answered and closed', async t => {
  const { speak } = await listen(t, { limits: { headTimeoutMs: 100 } })
  const [silent, slow] = [await speak(), await speak()]
  await slow.say('GET / HTTP/1.1\r\nHos')
  for (const raw of [silent, slow]) t.match(await raw.closed(), /^HTTP\/1.1 408 [^]*X-Stream-Error: 18\r\n/)
})

t.test('draining, it goes on taking connections, and every answer is the last on its own', async t => {
  const { listener, asked, speak } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { response: running } = await until(() => asked[0])
  listener.drain()
  running.end('ok')
  t.match(await raw.closed(), /Connection: close\r\n/)
  const late = await speak()
  await late.say(GET)
  const { response } = await until(() => asked[1])
  response.end('ok')
  t.match(await late.closed(), /Connection: close\r\n[^]*ok/)
  t.equal(await listener.stop(600_000), 0, 'nothing had to be cut')
})

t.test('stopping, it takes no more connections and closes the idle and the unused', async t => {
  const { listener, address, asked, speak } = await listen(t)
  const [idle, unused] = [await speak(), await speak()]
  await idle.say(GET)
  const { response } = await until(() => asked[0])
  response.end('ok')
  await idle.hear(/ok/)
  await listener.stop(600_000)
  await idle.closed()
  await unused.closed()
  await t.rejects(speakRaw(address.port), { code: 'ECONNREFUSED' })
})

t.test('stopping, it hears those who have asked already', async t => {
  const { listener, address, asked, speak } = await listen(t)
  const known = await speak()
  const clients = Array.from({ length: 20 }, () => connect(address.port, address.host).on('error', () => {}))
  await Promise.all(clients.map(async client => await once(client, 'connect')))
  const said = known.say(GET)
  const received = clients.map(async client => await text(client.setEncoding('latin1')))
  for (const client of clients) client.write(GET)
  const stopped = listener.stop(600_000)
  await said
  await until(() => asked.length === 21)
  for (const { response } of asked) response.end('ok')
  t.match(await known.closed(), /Connection: close\r\n[^]*ok$/)
  for (const answer of await Promise.all(received)) t.match(answer, /Connection: close\r\n[^]*ok$/)
  t.equal(await stopped, 0)
})

t.test('stopping, an answer whose head was not sent says that it is the last', async t => {
  const { listener, asked, speak } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { response } = await until(() => asked[0])
  const stopped = listener.stop(600_000)
  response.writeHead(200, ['Content-Length', '2'])
  response.end('ok')
  t.match(await raw.closed(), /Connection: close\r\n[^]*ok$/)
  await stopped
})

t.test('stopping, an answer that has begun is finished, and its connection closed', async t => {
  const { listener, asked, speak } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { response } = await until(() => asked[0])
  response.writeHead(200, ['Content-Length', '11'])
  response.write('hello ')
  await raw.hear(/hello /)
  const stopped = listener.stop(600_000)
  response.end('world')
  t.match(await raw.closed(), /hello world$/)
  await stopped
})

t.test('stopping, a request that comes on a busy connection is answered when its answer is the last', async t => {
  const { listener, asked, speak } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { response: first } = await until(() => asked[0])
  first.writeHead(200, ['Content-Length', '5'])
  first.write('fir')
  await raw.hear(/fir/)
  const stopped = listener.stop(600_000)
  await raw.say(GET)
  const { response: second } = await until(() => asked[1])
  first.end('st')
  second.end('second')
  t.match(await raw.closed(), /first[^]*Connection: close\r\n[^]*second$/)
  await stopped
})

t.test('what is not finished within the grace is cut, upgraded connections too', async t => {
  const clock = holdClock()
  const { listener, asked, speak } = await listen(t, { clock })
  const [running, upgraded, half] = [await speak(), await speak(), await speak()]
  await running.say(GET)
  await until(() => asked[0])
  await upgraded.say('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await upgraded.hear(/ 101 /)
  await half.say('GET / HTTP/1.1\r\nHos')
  let stopped = false
  const stopping = listener.stop(30_000).then(cut => {
    stopped = true
    return cut
  })

  clock.advance(29_950)
  await new Promise(resolve => { setImmediate(resolve) })
  t.notOk(stopped)
  t.notOk(running.socket.closed || upgraded.socket.closed)
  clock.advance(50)
  t.equal(await stopping, 3)
  for (const raw of [running, upgraded, half]) await raw.closed()
})

t.test('stopping what never started is no error', async t => {
  await openListener({ host: '127.0.0.1', port: 0, clock: systemClock, responder: answers, answer: () => {}, upgrade: () => () => {} }).stop(0)
  t.pass()
})
