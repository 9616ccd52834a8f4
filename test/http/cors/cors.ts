import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const HERE = 'https://www.example.com'
const gate = await openGate(t, { origins: [HERE, 'https://*.example.org'], limit: 100 })
const open = await openGate(t, { origins: ['*'] })
const closed = await openGate(t)
const say = async (line: string, fields = '', at = gate): Promise<{ status: number, fields: Headers, body: string }> => {
  const [head = '', body = ''] = (await ask(at, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`)).split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  return { status: Number(first.split(' ')[1]), fields: new Headers(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as [string, string])), body }
}

t.test('a preflight is answered for any path, without token, session or upstream', async t => {
  for (const path of ['/streams', '/streams/release', '/', '/live/segment.m4s?x', '/nothing']) {
    const { status, fields, body } = await say(`OPTIONS ${path}`, `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: x-stream-token,range\r\n`)
    t.equal(status, 204)
    t.equal(body, '')
    t.equal(fields.get('access-control-allow-origin'), HERE)
    t.equal(fields.get('access-control-allow-credentials'), 'true')
    t.equal(fields.get('access-control-allow-headers'), 'x-stream-token,range')
    t.match(fields.get('access-control-allow-methods'), /GET.*HEAD.*POST.*DELETE/)
    t.equal(fields.get('access-control-max-age'), '7200')
    t.match(fields.get('vary'), /Access-Control-Request-Headers.*Origin|Origin.*Access-Control-Request-Headers/)
  }
  t.equal(gate.passed.length, 0)
})

t.test('a preflight that names no fields, or no such, is told which there are', async t => {
  for (const named of ['', 'Access-Control-Request-Headers: a b\r\n', 'Access-Control-Request-Headers: a,,b\r\n']) {
    const { fields } = await say('OPTIONS /a', `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\n${named}`)
    t.match(fields.get('access-control-allow-headers'), /X-Stream-Session.*X-Stream-Token.*Range/)
  }
})

t.test('an OPTIONS that is no preflight is a request like any other', async t => {
  t.equal((await say('OPTIONS /a', `Origin: ${HERE}\r\n`)).status, 401)
  t.equal((await say('OPTIONS /a', 'Access-Control-Request-Method: GET\r\n')).status, 401)
  t.match((await say('OPTIONS /streams')).fields.get('allow'), /DELETE/)
})

t.test('a page from elsewhere is told no more than that it depends', async t => {
  for (const [line, fields] of [['OPTIONS /a', 'Access-Control-Request-Method: GET\r\n'], ['GET /a', '']] as const) {
    const answer = await say(line, `Origin: https://evil.example\r\n${fields}`)
    t.equal(answer.fields.get('access-control-allow-origin'), null)
    t.match(answer.fields.get('vary'), 'Origin')
  }
})

t.test('every answer of the gate can be read: what was granted, and why not', async t => {
  const origin = `Origin: ${HERE}\r\n`
  for (const [line, fields, status] of [
    ['GET /streams', 'X-Stream-Session: a\r\n', 200],
    ['GET /streams', '', 401],
    ['GET /a', '', 401],
    ['GET /a', 'X-Stream-Token: x\r\n', 400],
    ['PUT /streams', '', 405],
    ['GET /', '', 200],
    ['GET /a#b', '', 400],
    ['GET /a', 'Expect: x\r\n', 417]
  ] as const) {
    const answer = await say(line, origin + fields)
    t.equal(answer.status, status)
    t.equal(answer.fields.get('access-control-allow-origin'), HERE, `${line} ${fields}`)
    for (const name of ['X-Stream-Error', 'X-Stream-Renew-In', 'Retry-After', 'Content-Range', 'Date']) t.match(answer.fields.get('access-control-expose-headers'), name)
    t.match(answer.fields.get('vary'), 'Origin')
  }
})

t.test('what is known of an origin shows on what passes, too', async t => {
  const token = await gate.token()
  await say('GET /a', `X-Stream-Token: ${token}\r\nOrigin: https://x.example.org\r\n`)
  const said = gate.passed.at(-1)?.context.responseHeaders
  t.match(said?.headers.slice(0, 4), ['Access-Control-Allow-Origin', 'https://x.example.org', 'Access-Control-Allow-Credentials', 'true'])
  t.ok(said?.replaced.has('access-control-allow-origin'))
})

t.test('any page may play without cookies, and then nothing depends on whose it is', async t => {
  for (const fields of ['Origin: https://anybody.example\r\n', 'Origin: null\r\n', '']) {
    const answer = await say('GET /streams', fields, open)
    t.equal(answer.fields.get('access-control-allow-origin'), '*')
    t.equal(answer.fields.get('access-control-allow-credentials'), null)
    t.equal(answer.fields.get('vary'), null)
  }
})

t.test('a gate that was told of no origin says nothing, and a preflight is gated like the rest', async t => {
  const answer = await say('OPTIONS /a', `Origin: ${HERE}\r\nAccess-Control-Request-Method: GET\r\n`, closed)
  t.equal(answer.status, 401)
  t.equal(answer.fields.get('access-control-allow-origin'), null)
  t.equal((await say('GET /streams', `Origin: ${HERE}\r\n`, closed)).fields.get('access-control-allow-origin'), null)
})
