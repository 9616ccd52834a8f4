import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../fixtures/streams-client.js'

t.setTimeout(300_000)

const upstream = createServer((_request, response) => {
  response.writeHead(200)
  response.write('a video without an end')
})
const sockets = new WebSocketServer({ server: upstream })
await new Promise<void>(resolve => { upstream.listen(0, '127.0.0.1', resolve) })
const redis = await startRedis()
t.teardown(async () => {
  for (const socket of sockets.clients) socket.terminate()
  upstream.closeAllConnections()
  upstream.close()
  await redis.stop()
})
const flags = ['--upstream', `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, '--redis-url', `redis://${redis.host}:${redis.port}`, '--redis-command-timeout', '10']

interface Shown { readonly session: string, readonly streams: Array<{ id: string, expiresIn: number }> }

async function operate (adminUrl: string, method: 'GET' | 'DELETE', session: string, id = ''): Promise<{ status: number, body: unknown }> {
  const answer = await fetch(`${adminUrl}/streams${id}`, { method, headers: { 'X-Stream-Session': session } })
  return { status: answer.status, body: await answer.json() }
}

for (const [kind, more] of [['a gate', []], ['workers', ['--workers', '2']]] as const) {
  t.test(`${kind}: an operator sees a viewer's streams and stops them, wherever they play`, async t => {
    const [one, other] = [await startGate({ flags: [...flags, ...more] }), await startGate({ flags })]
    t.teardown(one.stop)
    t.teardown(other.stop)
    const session = `viewer of ${kind}`
    const [first, second] = [await acquireToken(one.ready.url, session), await acquireToken(other.ready.url, session)]
    const response = await fetch(`${other.ready.url}/film`, { headers: { 'X-Stream-Token': first } })
    const socket = new WebSocket(`${other.ready.url.replace('http', 'ws')}/ws`, { headers: { 'X-Stream-Token': first } })
    await once(socket, 'open')
    const closed = new Promise<void>(resolve => { socket.once('close', () => { resolve() }).on('error', () => {}) })

    const shown = await operate(one.ready.adminUrl, 'GET', session)
    t.equal(shown.status, 200)
    const { streams } = shown.body as Shown
    t.equal(streams.length, 2)
    for (const { id, expiresIn } of streams) {
      t.match(id, /^[\w-]{16}$/)
      t.ok(expiresIn > 0 && expiresIn <= 30)
    }
    t.notMatch(JSON.stringify(shown.body), first)

    t.same(await operate(one.ready.adminUrl, 'DELETE', session), { status: 200, body: { session, stopped: 2 } })
    await t.rejects(response.text(), 'a running response is cut')
    await closed
    for (const gate of [one, other]) {
      for (const token of [first, second]) {
        const refused = await fetch(`${gate.ready.url}/film`, { headers: { 'X-Stream-Token': token } })
        t.equal(refused.status, 401)
        t.equal(refused.headers.get('x-stream-error'), '6')
        t.match(await refused.json(), { errors: [{ code: 6, message: 'The stream was stopped by the operator' }] })
        t.equal((await callStreams(gate.ready.url, { session, token })).code, 6)
      }
    }
    t.equal((await callStreams(one.ready.url, { session, token: first, method: 'DELETE' })).status, 204)
    await acquireToken(one.ready.url, session)
    t.equal(((await operate(one.ready.adminUrl, 'GET', session)).body as Shown).streams.length, 1)
  })
}

t.test('one stream is stopped by its id, and the public port knows nothing of this', async t => {
  const gate = await startGate({ flags })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready
  const tokens = [await acquireToken(url, 'ida'), await acquireToken(url, 'ida')]
  const [{ id = '' } = {}] = ((await operate(adminUrl, 'GET', 'ida')).body as Shown).streams
  t.same((await operate(adminUrl, 'DELETE', 'ida', `/${id}`)).body, { session: 'ida', stopped: 1 })
  t.same((await operate(adminUrl, 'DELETE', 'ida', `/${id}`)).body, { session: 'ida', stopped: 0 })
  t.equal(((await operate(adminUrl, 'GET', 'ida')).body as Shown).streams.length, 1)
  const stopped = await Promise.all(tokens.map(async token => (await callStreams(url, { session: 'ida', token })).status))
  t.same(stopped.sort(), [200, 401])
  t.equal((await fetch(`${url}/streams/${id}`, { method: 'DELETE', headers: { 'X-Stream-Session': 'ida' } })).status, 401)
})

t.test('an operator is told what was wrong', async t => {
  const gate = await startGate()
  t.teardown(gate.stop)
  const ask = async (path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
    const answer = await fetch(gate.ready.adminUrl + path, init)
    return [answer.status, await answer.json()]
  }
  t.match(await ask('/streams'), [401, { errors: [{ code: 1 }] }])
  t.match(await ask('/streams', { method: 'POST', headers: { 'X-Stream-Session': 'a' } }), [405, { errors: [{ code: 14 }] }])
  t.match(await ask('/streams/abc', { headers: { 'X-Stream-Session': 'a' } }), [405, { errors: [{ code: 14 }] }])
  t.match(await ask('/streams', { headers: { 'X-Stream-Session': 'nobody' } }), [200, { streams: [] }])
})
