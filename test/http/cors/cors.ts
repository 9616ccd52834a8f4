import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const HERE = 'https://www.example.com'
const gate = await openGate(t, { origins: [HERE, 'https://*.example.org'], limit: 100 })
const open = await openGate(t, { origins: ['*'] })
const closed = await openGate(t)
const send = async (line: string, headers = '', at = gate): Promise<{ status: number, headers: Headers, body: string }> => {
  const [head = '', body = ''] = (await ask(at, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)).split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  return { status: Number(first.split(' ')[1]), headers: new Headers(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as [string, string])), body }
}

t.test('a preflight gets its response on any path, without token, session or upstream', async t => {
  for (const path of ['/streams', '/streams/release', '/', '/live/segment.m4s?x', '/nothing']) {
    const { status, headers, body } = await send(`OPTIONS ${path}`, `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: x-stream-token,range\r\n`)
    t.equal(status, 204)
    t.equal(body, '')
    t.equal(headers.get('access-control-allow-origin'), HERE)
    t.equal(headers.get('access-control-allow-credentials'), 'true')
    t.equal(headers.get('access-control-allow-headers'), 'x-stream-token,range')
    t.match(headers.get('access-control-allow-methods'), /GET.*HEAD.*POST.*DELETE/)
    t.equal(headers.get('access-control-max-age'), '7200')
    t.match(headers.get('vary'), /Access-Control-Request-Headers.*Origin|Origin.*Access-Control-Request-Headers/)
  }
  t.equal(gate.forwarded.length, 0)
})

t.test('a preflight that requests no headers, or invalid ones, gets the default list', async t => {
  for (const named of ['', 'Access-Control-Request-Headers: a b\r\n', 'Access-Control-Request-Headers: a,,b\r\n']) {
    const { headers } = await send('OPTIONS /a', `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\n${named}`)
    t.match(headers.get('access-control-allow-headers'), /X-Stream-Session.*X-Stream-Token.*Range/)
  }
})

t.test('an OPTIONS that is not a preflight is an ordinary request', async t => {
  t.equal((await send('OPTIONS /a', `Origin: ${HERE}\r\n`)).status, 401)
  t.equal((await send('OPTIONS /a', 'Access-Control-Request-Method: GET\r\n')).status, 401)
  t.match((await send('OPTIONS /streams')).headers.get('allow'), /DELETE/)
})

t.test('an origin that is not allowed gets Vary only', async t => {
  for (const [line, headers] of [['OPTIONS /a', 'Access-Control-Request-Method: GET\r\n'], ['GET /a', '']] as const) {
    const response = await send(line, `Origin: https://evil.example\r\n${headers}`)
    t.equal(response.headers.get('access-control-allow-origin'), null)
    t.match(response.headers.get('vary'), 'Origin')
  }
})

t.test('every response of the gate is readable for the page, refusals too', async t => {
  const origin = `Origin: ${HERE}\r\n`
  for (const [line, headers, status] of [
    ['GET /streams', 'X-Stream-Session: a\r\n', 200],
    ['GET /streams', '', 401],
    ['GET /a', '', 401],
    ['GET /a', 'X-Stream-Token: x\r\n', 400],
    ['PUT /streams', '', 405],
    ['GET /', '', 200],
    ['GET /a#b', '', 400],
    ['GET /a', 'Expect: x\r\n', 417]
  ] as const) {
    const response = await send(line, origin + headers)
    t.equal(response.status, status)
    t.equal(response.headers.get('access-control-allow-origin'), HERE, `${line} ${headers}`)
    for (const name of ['X-Stream-Error', 'X-Stream-Renew-In', 'Retry-After', 'Content-Range', 'Date']) t.match(response.headers.get('access-control-expose-headers'), name)
    t.match(response.headers.get('vary'), 'Origin')
  }
})

t.test('CORS headers are on forwarded responses too', async t => {
  const token = await gate.token()
  await send('GET /a', `X-Stream-Token: ${token}\r\nOrigin: https://x.example.org\r\n`)
  const added = gate.forwarded.at(-1)?.context.responseHeaders
  t.match(added?.headers.slice(0, 4), ['Access-Control-Allow-Origin', 'https://x.example.org', 'Access-Control-Allow-Credentials', 'true'])
  t.ok(added?.replaced.has('access-control-allow-origin'))
})

t.test('with * any page is allowed without cookies, and responses do not vary by origin', async t => {
  for (const headers of ['Origin: https://anybody.example\r\n', 'Origin: null\r\n', '']) {
    const response = await send('GET /streams', headers, open)
    t.equal(response.headers.get('access-control-allow-origin'), '*')
    t.equal(response.headers.get('access-control-allow-credentials'), null)
    t.equal(response.headers.get('vary'), null)
  }
})

t.test('without origins there are no CORS headers, and a preflight is gated', async t => {
  const response = await send('OPTIONS /a', `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\n`, closed)
  t.equal(response.status, 401)
  t.equal(response.headers.get('access-control-allow-origin'), null)
  t.equal((await send('GET /streams', `Origin: ${HERE}\r\n`, closed)).headers.get('access-control-allow-origin'), null)
})
