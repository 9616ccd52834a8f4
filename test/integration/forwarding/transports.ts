import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { startGate } from '../../fixtures/start-gate.js'
import { acquireToken } from '../../fixtures/streams-client.js'

t.setTimeout(300_000)

const HERE = 'https://www.example.com'
const reached: Array<{ url: string, headers: IncomingHttpHeaders }> = []
const upstream = createServer((request, response) => {
  reached.push({ url: request.url as string, headers: request.headers })
  response.writeHead(200, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Credentials': 'false',
    'Access-Control-Expose-Headers': 'X-Of-Upstream',
    'Referrer-Policy': 'unsafe-url',
    Vary: 'Accept-Encoding'
  })
  response.end('video')
})
await new Promise<void>(resolve => { upstream.listen(0, '127.0.0.1', resolve) })
t.teardown(() => {
  upstream.closeAllConnections()
  upstream.close()
})
const flags = ['--upstream', `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, '--limit', '100', '--log-level', 'trace']
const gate = await startGate({ flags: [...flags, '--token-transport', 'path', 'cookie', 'query', '--cors-origin', HERE, '--trusted-proxy', '127.0.0.1', '--public', '/open'] })
t.teardown(gate.stop)
const { url } = gate.ready

t.afterEach(() => { reached.length = 0 })

t.test('no part of a request contains the token when it reaches the upstream', async t => {
  const token = await acquireToken(url, 'ann')
  const headers = { Cookie: `a=b; stream_token=${token}; c=d`, Referer: `${url}/~${token}/page.html?stream_token=${token}&x=1` }
  for (const target of [`/~${token}/a?x=1`, `/a?x=1&stream_token=${token}`]) {
    t.equal((await fetch(url + target, { headers })).status, 200)
  }
  t.equal((await fetch(`${url}/open?stream_token=${token}`, { headers })).status, 200)
  t.equal(reached.length, 3)
  t.notMatch(JSON.stringify(reached), token)
  t.match(reached[0], { url: '/a?x=1', headers: { cookie: 'a=b;  c=d'.replace('  ', ' '), referer: `${url}/page.html?x=1`, 'x-stream-session': 'ann' } })
  await fetch(`${url}/~${token}/a`, { headers: { Cookie: `stream_token=${token}` } })
  t.notOk('cookie' in (reached.at(-1)?.headers ?? {}))
})

t.test('the cookie is set when requested, and is Secure if the client uses TLS', async t => {
  const ask = async (query: string, headers: Record<string, string> = {}, method = 'POST'): Promise<Response> => await fetch(`${url}/streams${query}`, { method, headers: { 'X-Stream-Session': 'bob', ...headers } })
  const response = await ask('?transport=cookie')
  const { token } = await response.json() as { token: string }
  t.equal(response.headers.get('set-cookie'), `stream_token=${token}; Path=/; HttpOnly; SameSite=Lax`)
  t.match((await ask('?transport=cookie', { 'X-Forwarded-Proto': 'https' })).headers.get('set-cookie'), /; Secure$/)
  t.equal((await ask('')).headers.get('set-cookie'), null)
  const gone = await ask('?transport=cookie', { 'X-Stream-Token': token }, 'DELETE')
  t.equal(gone.status, 204)
  t.match(gone.headers.get('set-cookie'), /^stream_token=; .*Max-Age=0$/)
})

t.test('CORS headers of the gate replace those of the upstream, and its exposed headers are merged', async t => {
  const token = await acquireToken(url, 'cid')
  const { headers } = await fetch(`${url}/~${token}/a`, { headers: { Origin: HERE } })
  t.equal(headers.get('access-control-allow-origin'), HERE)
  t.equal(headers.get('access-control-allow-credentials'), 'true')
  t.match(headers.get('access-control-expose-headers'), /^Accept-Ranges.*X-Stream-Error.*, X-Of-Upstream$/)
  t.equal(headers.get('vary'), 'Accept-Encoding, Origin')
  t.equal(headers.get('referrer-policy'), 'no-referrer')
  const foreign = await fetch(`${url}/a`, { headers: { Origin: 'https://evil.example', 'X-Stream-Token': token } })
  t.equal(foreign.headers.get('access-control-allow-origin'), null)
  t.equal(foreign.headers.get('referrer-policy'), 'unsafe-url')
})

t.test('without configured origins, CORS headers are the upstream\'s', async t => {
  const plain = await startGate({ flags })
  t.teardown(plain.stop)
  const token = await acquireToken(plain.ready.url, 'ann')
  const { headers } = await fetch(`${plain.ready.url}/a`, { headers: { 'X-Stream-Token': token, Origin: HERE } })
  t.equal(headers.get('access-control-allow-origin'), '*')
  t.equal(headers.get('vary'), 'Accept-Encoding')
})

t.test('the log contains no token, whatever its transport', async t => {
  const token = await acquireToken(url, 'dan')
  await fetch(`${url}/~${token}/a?stream_token=${token}`)
  await fetch(`${url}/~${token}/a?stream_token=${token}x`)
  t.notMatch(gate.lines.join(), token)
})
