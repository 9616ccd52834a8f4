import { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import type { Refusal, RefusalReason } from '../../../src/domain/refusal.js'
import { ERRORS } from '../../../src/http/response/error-table.js'
import { responder } from '../../../src/http/response/respond.js'
import { openGate } from '../../fixtures/open-gate.js'

const reasons = Object.keys(ERRORS) as RefusalReason[]

t.test('every reason has its own code, and codes and statuses are those of the contract', t => {
  const codes = reasons.map(reason => ERRORS[reason].code)
  t.equal(new Set(codes).size, codes.length)
  t.strictSame(Object.fromEntries(reasons.map(reason => [ERRORS[reason].code, ERRORS[reason].status])), {
    1: 401, 2: 401, 3: 401, 4: 401, 5: 401, 6: 401, 8: 429, 9: 503, 10: 502, 11: 504, 12: 400, 13: 404, 14: 405, 15: 508, 16: 417, 17: 431, 18: 408, 19: 500, 20: 503, 21: 503, 22: 429, 23: 429
  })
  t.end()
})

/** Lets the upstream refuse every request with a given refusal. */
async function refusing (t: Test, refusal: Refusal, gateRefusalStatus: 401 | 403 = 401) {
  const gate = await openGate(t, { publicPaths: ['/open'], gateRefusalStatus, reply: (_request, _response, _context, refuse) => { refuse(refusal, undefined) } })
  return { gate, response: await fetch(`${gate.url}/open`) }
}

for (const reason of reasons) {
  t.test(`${reason}: the code is in the body and in X-Stream-Error, and the refusal is observed`, async t => {
    const { gate, response } = await refusing(t, { refused: reason })
    const { code, status, message } = ERRORS[reason]
    t.equal(response.status, status)
    t.equal(await response.text(), JSON.stringify({ errors: [{ code, message }] }))
    t.equal(response.headers.get('x-stream-error'), String(code))
    t.equal(response.headers.get('cache-control'), 'no-store')
    t.equal(response.headers.get('content-type'), 'application/json')
    t.equal(response.headers.has('www-authenticate'), status === 401)
    t.equal(response.headers.has('retry-after'), status === 429 || status === 503)
    t.strictSame(gate.refusals, [{ refused: reason }])
  })
}

t.test('the details of a refusal are part of the response', async t => {
  const { response } = await refusing(t, { refused: 'malformed', detail: 'X is "odd"', retryAfterSeconds: 9, allow: 'GET', limit: 4 })
  t.equal(await response.text(), '{"errors":[{"code":12,"message":"Malformed request: X is \\"odd\\""}]}')
  t.match(Object.fromEntries(response.headers), { 'retry-after': '9', allow: 'GET', 'x-stream-limit': '4' })
})

t.test('the status of gated requests refused for their token is configurable, the code is not', async t => {
  const gate = await openGate(t, { gateRefusalStatus: 403 })
  for (const [token, code] of [['', '4'], ['7d444840-9dc0-41d1-b245-5ffdce74fad2', '3']] as const) {
    const response = await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': token } })
    t.equal(response.status, 403)
    t.equal(response.headers.get('x-stream-error'), code)
    t.notOk(response.headers.has('www-authenticate'))
  }
  t.equal((await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': 'x' } })).status, 400, 'malformed stays a 400')
  t.equal((await fetch(`${gate.url}/streams`)).status, 401, 'the endpoint keeps its own status')
  t.equal((await refusing(t, { refused: 'token-missing' }, 403)).response.status, 401, 'and so do requests that are not gated')
})

t.test('a refusal after the response has started aborts the connection instead of completing the response', async t => {
  const { url } = await openGate(t, {
    publicPaths: ['/open'],
    reply: (_request, response, _context, refuse) => {
      response.writeHead(200)
      response.write('part', () => { refuse({ refused: 'upstream-unreachable' }, undefined) })
    }
  })
  const response = await fetch(`${url}/open`)
  t.equal(response.status, 200)
  await t.rejects(response.text())
})

t.test('a refusal of HEAD has headers and no body', async t => {
  const gate = await openGate(t)
  const raw = await gate.speak()
  await raw.send('HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const heard = await raw.closed()
  t.match(heard, /^HTTP\/1\.1 401 [^]*Content-Length: \d+\r\n[^]*?\r\n\r\nHTTP\/1\.1 200 /)
})

t.test('a refusal destroys a socket that is already closing', t => {
  const refusals: unknown[] = []
  let destroyed = 0
  const { refuseOnSocket } = responder({ gateRefusalStatus: 401, observe: { refused: refusal => { refusals.push(refusal) } } })
  const closing = new Duplex({ destroy (_error, done) { destroyed++; done(null) } })
  closing.end()
  refuseOnSocket(closing, { refused: 'malformed' })
  t.equal(destroyed, 1)
  t.equal(refusals.length, 1)
  t.end()
})
