import t from 'tap'
import type { Forward, Tunnel } from '../../../src/ports/forward-context.js'
import { hasClosed, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

/** Never responds. */
const never: Forward = () => {}
const join: Tunnel = (_request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  socket.on('end', () => { socket.end() }).resume()
}

const get = (token: string): string => `GET /film HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`
const upgrade = (token: string): string => get(token).replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')

t.test('each stream has a limit of concurrent requests of its own', async t => {
  const gate = await openGate(t, { maxRequestsPerStream: 2, reply: never })
  const [token, other] = [await gate.token('ann'), await gate.token('bob')]
  const raws = [await gate.speak(), await gate.speak(), await gate.speak()]
  await raws[0]!.send(get(token))
  await raws[1]!.send(get(token))
  await until(() => gate.forwarded.length === 2)
  await raws[2]!.send(get(token))
  t.match(await raws[2]!.receive(/]}$/), /^HTTP\/1.1 429 [^]*X-Stream-Error: 22\r\n[^]*Retry-After: 1\r\n/)
  await raws[2]!.send(get(other))
  await until(() => gate.forwarded.length === 3)

  gate.forwarded[0]!.response.end('over')
  await hasClosed(gate.forwarded[0]!.response)
  await raws[0]!.send(get(token))
  await until(() => gate.forwarded.length === 4)
  t.strictSame(gate.refusals, [{ refused: 'stream-overloaded' }])
})

t.test('an open WebSocket counts as a request', async t => {
  const gate = await openGate(t, { maxRequestsPerStream: 1, tunnel: join })
  const token = await gate.token()
  const [first, second, third] = [await gate.speak(), await gate.speak(), await gate.speak()]
  await first.send(upgrade(token))
  await first.receive(/ 101 /)
  await second.send(upgrade(token))
  t.match(await second.closed(), /^HTTP\/1.1 429 [^]*X-Stream-Error: 22\r\n/)
  await third.send(get(token))
  t.match(await third.receive(/]}$/), / 429 /)
  first.socket.destroy()
  await until(async () => {
    const raw = await gate.speak()
    await raw.send(get(token))
    return / 200 /.test(await raw.receive(/\r\n\r\n/))
  })
})

t.test('pipelined requests beyond the limit of the gate get 503, in order', async t => {
  const gate = await openGate(t, { maxRequests: 3, publicPaths: ['/film'], reply: never })
  const raw = await gate.speak()
  await raw.send('GET /film HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5))
  await until(() => gate.refusals.length === 2)
  t.equal(gate.forwarded.length, 3)
  for (const { response } of gate.forwarded) response.end('played')
  t.match(await raw.receive(/]}[^]*]}$/), /(200 OK[^]*played[^]*){3}(503 [^]*X-Stream-Error: 21\r\n[^]*Retry-After: 1\r\n[^]*){2}/)
})

t.test('a client that leaves frees its slots, those of queued responses too', async t => {
  const gate = await openGate(t, { maxRequests: 3, publicPaths: ['/film'], reply: never })
  const [raw, next] = [await gate.speak(), await gate.speak()]
  await raw.send('GET /film HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3))
  await until(() => gate.forwarded.length === 3)
  raw.socket.destroy()
  await Promise.all(gate.forwarded.map(({ response }) => hasClosed(response)))
  await next.send('GET /film HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3))
  await until(() => gate.forwarded.length === 6)
  t.strictSame(gate.refusals, [])
})

t.test('the gate\'s own resources are not limited', async t => {
  const gate = await openGate(t, { maxRequests: 1, publicPaths: ['/film'], reply: never })
  const raw = await gate.speak()
  await raw.send('GET /film HTTP/1.1\r\nHost: a\r\n\r\n')
  await until(() => gate.forwarded.length === 1)
  t.equal((await fetch(gate.url)).status, 200)
  t.equal((await fetch(`${gate.url}/streams`, { headers: { 'X-Stream-Session': 'ann' } })).status, 200)
  t.equal((await fetch(`${gate.url}/film`)).status, 503)
})
