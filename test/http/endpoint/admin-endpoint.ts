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

t.test('metrics come in the form that was asked for', async t => {
  const url = await serve(t)
  const answer = await fetch(`${url}/metrics?x`, { headers: { Accept: 'text/x' } })
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'text/plain')
  t.equal(answer.headers.get('cache-control'), 'no-store')
  t.equal(await answer.text(), 'accepted text/x\n')
})

t.test('alive is alive, ready or not', async t => {
  const answer = await fetch(`${await serve(t, { ready: false, parts: { store: 'away' } })}/livez`)
  t.equal(answer.status, 200)
  t.equal(await answer.text(), '{"alive":true}')
})

t.test('ready says how every part is', async t => {
  const answer = await fetch(`${await serve(t)}/readyz`)
  t.equal(answer.status, 200)
  t.equal(await answer.text(), '{"ready":true,"parts":{"gate":"ok","store":"ok"}}')
})

t.test('unready says which part is not and why', async t => {
  const answer = await fetch(`${await serve(t, { ready: false, parts: { gate: 'ok', store: 'the store is away' } })}/readyz`)
  t.equal(answer.status, 503)
  t.equal(await answer.text(), '{"ready":false,"parts":{"gate":"ok","store":"the store is away"}}')
})

t.test('streams are asked about under their path, one of them by its id', async t => {
  const url = await serve(t)
  t.equal(await (await fetch(`${url}/streams?x`)).text(), 'streams undefined')
  t.equal(await (await fetch(`${url}/streams/abc_-1`, { method: 'DELETE' })).text(), 'streams abc_-1')
})

t.test('there is nothing else, and nothing to write', async t => {
  const url = await serve(t)
  for (const path of ['/', '/streamsx', '/metrics/', '/METRICS', '//metrics']) t.equal((await fetch(url + path)).status, 404, path)
  const answer = await fetch(`${url}/readyz`, { method: 'POST' })
  t.equal(answer.status, 405)
  t.equal(answer.headers.get('allow'), 'GET, HEAD')
  t.equal((await fetch(`${url}/readyz`, { method: 'HEAD' })).status, 200)
})
