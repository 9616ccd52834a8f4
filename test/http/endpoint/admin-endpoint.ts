import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { adminEndpoint, type Readiness } from '../../../src/http/endpoint/admin-endpoint.js'
import { responder } from '../../../src/http/response/respond.js'

async function serve (t: Test, readiness: Readiness = { ready: true, parts: { gate: 'ok', store: 'ok' } }): Promise<string> {
  const endpoint = adminEndpoint({
    responder: responder({ gateRefusalStatus: 401, observe: { refused: () => {} } }),
    metrics: async accept => ({ contentType: 'text/plain', body: `accepted ${accept}\n` }),
    readiness: async () => readiness,
    streams: async (_request, response, id) => { response.end(`streams ${id}`) }
  })
  const server = createServer((request, response) => { endpoint(request, response).catch(t.error) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('metrics have the format of the Accept header', async t => {
  const url = await serve(t)
  const response = await fetch(`${url}/metrics?x`, { headers: { Accept: 'text/x' } })
  t.equal(response.status, 200)
  t.equal(response.headers.get('content-type'), 'text/plain')
  t.equal(response.headers.get('cache-control'), 'no-store')
  t.equal(await response.text(), 'accepted text/x\n')
})

t.test('liveness does not depend on readiness', async t => {
  const response = await fetch(`${await serve(t, { ready: false, parts: { store: 'away' } })}/livez`)
  t.equal(response.status, 200)
  t.equal(await response.text(), '{"alive":true}')
})

t.test('readiness lists the state of every part', async t => {
  const response = await fetch(`${await serve(t)}/readyz`)
  t.equal(response.status, 200)
  t.equal(await response.text(), '{"ready":true,"parts":{"gate":"ok","store":"ok"}}')
})

t.test('an unready gate says which part fails and why', async t => {
  const response = await fetch(`${await serve(t, { ready: false, parts: { gate: 'ok', store: 'the store is away' } })}/readyz`)
  t.equal(response.status, 503)
  t.equal(await response.text(), '{"ready":false,"parts":{"gate":"ok","store":"the store is away"}}')
})

t.test('the admin API is below /streams, with the stream id in the path', async t => {
  const url = await serve(t)
  t.equal(await (await fetch(`${url}/streams?x`)).text(), 'streams undefined')
  t.equal(await (await fetch(`${url}/streams/abc_-1`, { method: 'DELETE' })).text(), 'streams abc_-1')
})

t.test('other paths are 404, and other methods 405', async t => {
  const url = await serve(t)
  for (const path of ['/', '/streamsx', '/metrics/', '/METRICS', '//metrics']) t.equal((await fetch(url + path)).status, 404, path)
  const response = await fetch(`${url}/readyz`, { method: 'POST' })
  t.equal(response.status, 405)
  t.equal(response.headers.get('allow'), 'GET, HEAD')
  t.equal((await fetch(`${url}/readyz`, { method: 'HEAD' })).status, 200)
})
