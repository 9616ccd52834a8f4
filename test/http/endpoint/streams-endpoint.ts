import { randomUUID } from 'node:crypto'
import t from 'tap'
import { DEVICE_MAX_BYTES } from '../../../src/http/endpoint/streams-endpoint.js'
import { openGate } from '../../fixtures/open-gate.js'

interface Reply { status: number, headers: Headers, text: string }

async function call (url: string, method = 'GET', headers: Record<string, string> = {}, body?: string): Promise<Reply> {
  const response = await fetch(`${url}/streams`, { method, headers, ...(body !== undefined && { body }) })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const session = (name: string, token?: string): Record<string, string> => ({ 'X-Stream-Session': name, ...(token !== undefined && { 'X-Stream-Token': token }) })
const tokenOf = ({ text }: Reply): string => JSON.parse(text).token

t.test('the body of a granted stream has the session and a token, and nothing else', async t => {
  const { url } = await openGate(t)
  for (const method of ['GET', 'POST']) {
    const response = await call(url, method, session('ann "1"'))
    t.equal(response.status, 200)
    const token = tokenOf(response)
    t.equal(response.text, `{"session":"ann \\"1\\"","token":"${token}"}`)
    t.match(token, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    t.equal(response.headers.get('content-type'), 'application/json')
    t.equal(response.headers.get('cache-control'), 'no-store')
  }
})

t.test('everything else that a client needs is in headers', async t => {
  const { url } = await openGate(t)
  await call(url, 'GET', session('ann'))
  const { headers } = await call(url, 'GET', session('ann'))
  t.equal(headers.get('x-stream-expires-in'), '30')
  t.equal(headers.get('x-stream-renew-in'), '10')
  t.equal(headers.get('x-stream-limit'), '3')
  t.equal(headers.get('x-stream-active'), '2')
})

t.test('at the limit the next stream is refused until one is released', async t => {
  const { url } = await openGate(t)
  const first = await call(url, 'GET', session('ann'))
  await call(url, 'GET', session('ann'))
  await call(url, 'GET', session('ann'))
  const refused = await call(url, 'GET', session('ann'))
  t.equal(refused.status, 401)
  t.match(JSON.parse(refused.text), { errors: [{ code: 2, message: /^Too many streams/ }] })
  t.equal(refused.headers.get('x-stream-limit'), '3')
  await call(url, 'DELETE', session('ann', tokenOf(first)))
  t.equal((await call(url, 'GET', session('ann'))).status, 200)
})

t.test('renewing returns the same body, with the token in lower case', async t => {
  const { url } = await openGate(t)
  const first = await call(url, 'GET', session('ann'))
  for (const method of ['GET', 'POST']) t.equal((await call(url, method, session('ann', tokenOf(first)))).text, first.text)
  t.equal((await call(url, 'GET', session('ann', tokenOf(first).toUpperCase()))).text, first.text)
})

t.test('releasing returns 204 without a body, and 204 again', async t => {
  const { url } = await openGate(t)
  const token = tokenOf(await call(url, 'GET', session('ann')))
  for (let i = 0; i < 2; i++) {
    const released = await call(url, 'DELETE', session('ann', token))
    t.equal(released.status, 204)
    t.equal(released.text, '')
    t.equal(released.headers.get('cache-control'), 'no-store')
  }
  t.equal((await call(url, 'GET', session('ann', token))).headers.get('x-stream-error'), '3')
  t.equal((await call(url, 'DELETE', session('ann', randomUUID()))).status, 204)
})

t.test('the token of another session is refused with code 5', async t => {
  const { url } = await openGate(t)
  const token = tokenOf(await call(url, 'GET', session('bob')))
  for (const method of ['GET', 'POST', 'DELETE']) {
    const response = await call(url, method, session('ann', token))
    t.equal(response.status, 401)
    t.equal(response.text, '{"errors":[{"code":5,"message":"Token belongs to another session"}]}')
  }
  t.equal((await call(url, 'GET', session('bob', token))).status, 200)
})

const refused: Array<[string, string, (token: string) => Record<string, string>, number, string]> = [
  ['no session', 'GET', () => ({}), 401, '{"errors":[{"code":1,"message":"No session: send X-Stream-Session"}]}'],
  ['no session but a token', 'GET', token => ({ 'X-Stream-Token': token }), 401, '{"errors":[{"code":1,"message":"No session: send X-Stream-Session"}]}'],
  ['an unknown token', 'GET', () => session('ann', randomUUID()), 401, '{"errors":[{"code":3,"message":"Token expired"}]}'],
  ['releasing without a token', 'DELETE', () => session('ann'), 401, '{"errors":[{"code":4,"message":"No token: acquire a stream at /streams and send its token in X-Stream-Token"}]}']
]
for (const [what, method, headers, status, text] of refused) {
  t.test(`${what}: ${text}`, async t => {
    const { url, token } = await openGate(t)
    const response = await call(url, method, headers(await token()))
    t.equal(response.status, status)
    t.equal(response.text, text)
    t.equal(response.headers.get('x-stream-error'), String(JSON.parse(text).errors[0].code))
    t.equal(response.headers.get('www-authenticate'), 'StreamToken')
    t.equal(response.headers.get('cache-control'), 'no-store')
  })
}

t.test('an invalid token is malformed', async t => {
  const { url } = await openGate(t)
  const response = await call(url, 'GET', session('ann', 'not-a-token'))
  t.equal(response.status, 400)
  t.match(response.text, /"code":12.*X-Stream-Token/)
})

t.test('the configured status of gated requests does not apply to the endpoint', async t => {
  const { url } = await openGate(t, { gateRefusalStatus: 403 })
  t.equal((await call(url, 'GET', session('ann', randomUUID()))).status, 401)
  t.equal((await call(url, 'DELETE', session('ann'))).status, 401)
})

t.test('a device that acquires again gets its own stream and uses no further slot', async t => {
  const { url } = await openGate(t)
  const acquire = (device: string): Promise<Reply> => call(url, 'POST', { ...session('ann'), 'X-Stream-Device': device })
  const first = await acquire('tv')
  const again = await acquire('tv')
  t.equal(again.text, first.text)
  t.equal(again.headers.get('x-stream-active'), '1')
  t.not((await acquire('phone')).text, first.text)
  t.equal((await acquire('x'.repeat(DEVICE_MAX_BYTES))).status, 200)
  t.equal((await acquire('x'.repeat(DEVICE_MAX_BYTES + 1))).status, 400)
})

t.test('other methods are refused with Allow and do nothing; HEAD too, because it would acquire', async t => {
  const { url, store } = await openGate(t)
  for (const method of ['HEAD', 'PUT', 'PATCH', 'PROPFIND']) {
    const response = await call(url, method, session('ann'))
    t.equal(response.status, 405, method)
    t.equal(response.headers.get('allow'), 'GET, POST, DELETE, OPTIONS')
    t.equal(response.headers.get('x-stream-error'), '14')
  }
  t.equal(await store.countActive(), 0)
})

t.test('OPTIONS returns 204 with Allow and needs no session', async t => {
  const { url } = await openGate(t)
  const response = await call(url, 'OPTIONS')
  t.equal(response.status, 204)
  t.equal(response.headers.get('allow'), 'GET, POST, DELETE, OPTIONS')
})

t.test('a body is accepted and ignored', async t => {
  const { url } = await openGate(t)
  t.equal((await call(url, 'POST', session('ann'), JSON.stringify({ token: 'x' }))).status, 200)
  t.equal((await call(url, 'POST', session('ann'), 'x'.repeat(1_000_000))).status, 200)
})

t.test('too many acquires are refused with Retry-After', async t => {
  const { url } = await openGate(t, { perSecond: 0.25 })
  const response = await call(url, 'GET', session('ann'))
  t.equal(response.status, 429)
  t.equal(response.headers.get('retry-after'), '4')
  t.equal(response.headers.get('x-stream-error'), '8')
})

t.test('while the store is unavailable every call is a 503 with Retry-After', async t => {
  const { url, store, token } = await openGate(t)
  const living = await token('ann')
  store.unavailable = true
  for (const [method, headers] of [['GET', session('ann')], ['GET', session('ann', living)], ['DELETE', session('ann', living)]] as const) {
    const response = await call(url, method, headers)
    t.equal(response.status, 503)
    t.equal(response.text, '{"errors":[{"code":9,"message":"The stream store is unavailable"}]}')
    t.ok(Number(response.headers.get('retry-after')) > 0)
  }
})

t.test('other query parameters are ignored', async t => {
  const { url } = await openGate(t)
  t.equal((await fetch(`${url}/streams?a=b`, { headers: session('ann') })).status, 200)
})

t.test('the gate survives a client that leaves during a store call', async t => {
  const gate = await openGate(t)
  let arrive = (): void => {}
  gate.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })
  const leaving = new AbortController()
  const pending = fetch(`${gate.url}/streams`, { headers: session('ann'), signal: leaving.signal })
  leaving.abort()
  await t.rejects(pending)
  arrive()
  t.equal((await call(gate.url, 'GET', session('bob'))).status, 200)
})
