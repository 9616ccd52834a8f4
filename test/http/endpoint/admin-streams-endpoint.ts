import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { adminStreamsEndpoint } from '../../../src/http/endpoint/admin-streams-endpoint.js'
import { responder } from '../../../src/http/response/respond.js'

const calls: unknown[] = []
const endpoint = adminStreamsEndpoint({
  adminStreams: {
    list: async viewer => {
      calls.push(['list', viewer])
      return [{ id: 'abc', expiresInSeconds: 12.3456 }]
    },
    stop: async (viewer, id) => {
      calls.push(['stop', viewer, id])
      return 2
    }
  },
  responder: responder({ gateRefusalStatus: 403, observe: { refused: () => {} } })
})
const server = createServer((request, response) => {
  const id = (request.url as string).split('/')[2]
  endpoint(request, response, id).catch(t.error)
})
await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
t.teardown(() => {
  server.closeAllConnections()
  server.close()
})
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const headers = { 'X-Stream-Session': 'ann' }

t.afterEach(() => { calls.length = 0 })

t.test('lists the streams of a session', async t => {
  t.same(await (await fetch(`${url}/streams`, { headers })).json(), { session: 'ann', streams: [{ id: 'abc', expiresIn: 12.346 }] })
  t.same(calls, [['list', 'ann']])
})

t.test('stops all streams, or one', async t => {
  t.same(await (await fetch(`${url}/streams`, { method: 'DELETE', headers })).json(), { session: 'ann', stopped: 2 })
  await fetch(`${url}/streams/abc`, { method: 'DELETE', headers })
  t.same(calls, [['stop', 'ann', undefined], ['stop', 'ann', 'abc']])
})

t.test('without a session, or with another method, nothing happens', async t => {
  t.equal((await fetch(`${url}/streams`, { method: 'DELETE' })).status, 401)
  t.equal((await fetch(`${url}/streams`, { method: 'DELETE', headers: [['X-Stream-Session', 'a\x01']].map(([name = '', value = '']) => [name, encodeURIComponent(value) + '\xe9'] as [string, string]) })).status, 400)
  t.equal((await fetch(`${url}/streams`, { method: 'POST', headers })).headers.get('allow'), 'GET, HEAD, DELETE')
  t.equal((await fetch(`${url}/streams/abc`, { headers })).headers.get('allow'), 'DELETE')
  t.same(calls, [])
})
