import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../../../src/http/listener/listener-limits.js'
import { openListener } from '../../../src/http/listener/open-listener.js'
import { responder } from '../../../src/http/response/respond.js'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** A listener that takes its connections from another server. */
async function listen (t: Test, limits: Partial<ListenerLimits> = {}) {
  const received: Array<{ request: IncomingMessage, response: ServerResponse }> = []
  const taken: Socket[] = []
  const acceptor = createServer({ pauseOnConnect: true })
  acceptor.listen(0, '127.0.0.1')
  await once(acceptor, 'listening')
  const at = { host: '127.0.0.1', port: (acceptor.address() as AddressInfo).port }
  const listener = openListener({
    host: 'nowhere.invalid',
    port: 1,
    connectionSource: async take => {
      acceptor.on('connection', socket => {
        taken.push(socket)
        take(socket)
        socket.resume()
      })
      return at
    },
    clock: systemClock,
    limits: { ...DEFAULT_LISTENER_LIMITS, ...limits },
    responder: responder({ gateRefusalStatus: 401, observe: { refused: () => {} } }),
    handleRequest: (request, response) => { received.push({ request, response }) },
    handleUpgrade: () => () => {}
  })
  t.same(await listener.start(), at, 'start resolves to the address of the source')
  const speak = async () => await connectRaw(at.port)
  t.teardown(async () => {
    acceptor.close()
    await listener.stop(0)
  })
  return { listener, speak, received, taken }
}

t.test('a connection of the source is served, and has the client\'s address', async t => {
  const { speak, received, taken } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  const { request, response } = await until(() => received[0])
  t.equal(request.socket.remoteAddress, '127.0.0.1')
  t.equal(request.socket.remotePort, raw.socket.localPort)
  t.ok(taken[0]?.allowHalfOpen, 'as Node sets it for HTTP')
  response.end('ok')
  t.match(await raw.receive(/ok/), /Keep-Alive: timeout=75\r\n/)
  raw.socket.destroy()
})

t.test('the head timeout applies to connections of the source', async t => {
  const { speak } = await listen(t, { headTimeoutMs: 100 })
  const [silent, slow] = [await speak(), await speak()]
  await slow.send('GET / HTTP/1.1\r\nHos')
  for (const raw of [silent, slow]) t.match(await raw.closed(), /^HTTP\/1.1 408 [^]*X-Stream-Error: 18\r\n/)
})

t.test('stopping waits for connections of the source', async t => {
  const { listener, speak, received } = await listen(t)
  const [idle, running] = [await speak(), await speak()]
  await idle.send(GET)
  const { response: first } = await until(() => received[0])
  first.end('ok')
  await idle.receive(/ok/)
  await running.send(GET)
  const { response } = await until(() => received[1])
  let isStopped = false
  const stopped = listener.stop(600_000).then(aborted => {
    isStopped = true
    return aborted
  })
  await idle.closed()
  t.notOk(isStopped)
  response.end('done')
  t.match(await running.closed(), /Connection: close\r\n[^]*done/)
  t.equal(await stopped, 0)
})

t.test('connections of the source that outlast the grace are destroyed', async t => {
  const { listener, speak, received } = await listen(t)
  const raw = await speak()
  await raw.send(GET)
  await until(() => received[0])
  t.equal(await listener.stop(0), 1)
  t.equal(await raw.closed(), '')
})
