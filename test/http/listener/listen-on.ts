import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../../../src/http/listener/listener-limits.js'
import { openListener } from '../../../src/http/listener/open-listener.js'
import { responder } from '../../../src/http/response/respond.js'
import { speakRaw } from '../../fixtures/speak-raw.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** A listener that listens to nothing: it is handed what another one accepts. */
async function listen (t: Test, limits: Partial<ListenerLimits> = {}) {
  const asked: Array<{ request: IncomingMessage, response: ServerResponse }> = []
  const handed: Socket[] = []
  const porter = createServer({ pauseOnConnect: true })
  porter.listen(0, '127.0.0.1')
  await once(porter, 'listening')
  const at = { host: '127.0.0.1', port: (porter.address() as AddressInfo).port }
  const listener = openListener({
    host: 'nowhere.invalid',
    port: 1,
    connectionSource: async take => {
      porter.on('connection', socket => {
        handed.push(socket)
        take(socket)
        socket.resume()
      })
      return at
    },
    clock: systemClock,
    limits: { ...DEFAULT_LISTENER_LIMITS, ...limits },
    responder: responder({ gateRefusalStatus: 401, observe: { refused: () => {} } }),
    answer: (request, response) => { asked.push({ request, response }) },
    upgrade: () => () => {}
  })
  t.same(await listener.start(), at, 'it says where clients connect to')
  const speak = async () => await speakRaw(at.port)
  t.teardown(async () => {
    porter.close()
    await listener.stop(0)
  })
  return { listener, speak, asked, handed }
}

t.test('what is handed over is answered, and knows its client', async t => {
  const { speak, asked, handed } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  const { request, response } = await until(() => asked[0])
  t.equal(request.socket.remoteAddress, '127.0.0.1')
  t.equal(request.socket.remotePort, raw.socket.localPort)
  t.ok(handed[0]?.allowHalfOpen, 'as Node has it with HTTP')
  response.end('ok')
  t.match(await raw.hear(/ok/), /Keep-Alive: timeout=75\r\n/)
  raw.socket.destroy()
})

t.test('a head that is not finished in time is refused there, too', async t => {
  const { speak } = await listen(t, { headTimeoutMs: 100 })
  const [silent, slow] = [await speak(), await speak()]
  await slow.say('GET / HTTP/1.1\r\nHos')
  for (const raw of [silent, slow]) t.match(await raw.closed(), /^HTTP\/1.1 408 [^]*X-Stream-Error: 18\r\n/)
})

t.test('stopping waits for what was handed over', async t => {
  const { listener, speak, asked } = await listen(t)
  const [idle, running] = [await speak(), await speak()]
  await idle.say(GET)
  const { response: first } = await until(() => asked[0])
  first.end('ok')
  await idle.hear(/ok/)
  await running.say(GET)
  const { response } = await until(() => asked[1])
  let isStopped = false
  const stopped = listener.stop(600_000).then(cut => {
    isStopped = true
    return cut
  })
  await idle.closed()
  t.notOk(isStopped)
  response.end('done')
  t.match(await running.closed(), /Connection: close\r\n[^]*done/)
  t.equal(await stopped, 0)
})

t.test('what does not end within the grace is cut', async t => {
  const { listener, speak, asked } = await listen(t)
  const raw = await speak()
  await raw.say(GET)
  await until(() => asked[0])
  t.equal(await listener.stop(0), 1)
  t.equal(await raw.closed(), '')
})
