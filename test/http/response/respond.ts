import { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import type { Refusal, RefusalReason } from '../../../src/domain/refusal.js'
import { ANSWERS, responder } from '../../../src/http/response/respond.js'
import { openGate } from '../../fixtures/open-gate.js'

const reasons = Object.keys(ANSWERS) as RefusalReason[]

t.test('every reason has a code of its own, and the codes of the contract are as promised', t => {
  const codes = reasons.map(reason => ANSWERS[reason].code)
  t.equal(new Set(codes).size, codes.length)
  t.strictSame(Object.fromEntries(reasons.map(reason => [ANSWERS[reason].code, ANSWERS[reason].status])), {
    1: 401, 2: 401, 3: 401, 4: 401, 5: 401, 6: 401, 8: 429, 9: 503, 10: 502, 11: 504, 12: 400, 13: 404, 14: 405, 15: 508, 16: 417, 17: 431, 18: 408, 19: 500, 20: 503, 21: 503, 22: 429, 23: 429
  })
  t.end()
})

/** Lets the proxy refuse, for whatever reason. */
async function refusing (t: Test, refusal: Refusal, gateRefusalStatus: 401 | 403 = 401) {
  const gate = await openGate(t, { publicPaths: ['/open'], gateRefusalStatus, reply: (_request, _response, _context, refuse) => { refuse(refusal, undefined) } })
  return { gate, answer: await fetch(`${gate.url}/open`) }
}

for (const reason of reasons) {
  t.test(`${reason} is answered with its code in the body and in X-Stream-Error, and told to who observes`, async t => {
    const { gate, answer } = await refusing(t, { refused: reason })
    const { code, status, message } = ANSWERS[reason]
    t.equal(answer.status, status)
    t.equal(await answer.text(), JSON.stringify({ errors: [{ code, message }] }))
    t.equal(answer.headers.get('x-stream-error'), String(code))
    t.equal(answer.headers.get('cache-control'), 'no-store')
    t.equal(answer.headers.get('content-type'), 'application/json')
    t.equal(answer.headers.has('www-authenticate'), status === 401)
    t.equal(answer.headers.has('retry-after'), status === 429 || status === 503)
    t.strictSame(gate.refusals, [{ refused: reason }])
  })
}

t.test('particulars of a refusal are told', async t => {
  const { answer } = await refusing(t, { refused: 'malformed', detail: 'X is "odd"', retryAfterSeconds: 9, allow: 'GET', limit: 4 })
  t.equal(await answer.text(), '{"errors":[{"code":12,"message":"Malformed request: X is \\"odd\\""}]}')
  t.match(Object.fromEntries(answer.headers), { 'retry-after': '9', allow: 'GET', 'x-stream-limit': '4' })
})

t.test('the status of gated requests refused for their token is configurable, the code is not', async t => {
  const gate = await openGate(t, { gateRefusalStatus: 403 })
  for (const [token, code] of [['', '4'], ['7d444840-9dc0-41d1-b245-5ffdce74fad2', '3']] as const) {
    const answer = await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': token } })
    t.equal(answer.status, 403)
    t.equal(answer.headers.get('x-stream-error'), code)
    t.notOk(answer.headers.has('www-authenticate'))
  }
  t.equal((await fetch(`${gate.url}/film.mp4`, { headers: { 'X-Stream-Token': 'x' } })).status, 400, 'malformed stays 400')
  t.equal((await fetch(`${gate.url}/streams`)).status, 401, 'the endpoint keeps its own')
  t.equal((await refusing(t, { refused: 'token-missing' }, 403)).answer.status, 401, 'and so do requests that are not gated')
})

t.test('a refusal after the answer has begun breaks the connection instead of completing the answer', async t => {
  const { url } = await openGate(t, {
    publicPaths: ['/open'],
    reply: (_request, response, _context, refuse) => {
      response.writeHead(200)
      response.write('part', () => { refuse({ refused: 'upstream-unreachable' }, undefined) })
    }
  })
  const answer = await fetch(`${url}/open`)
  t.equal(answer.status, 200)
  await t.rejects(answer.text())
})

t.test('a refusal of HEAD has the fields and no body', async t => {
  const gate = await openGate(t)
  const raw = await gate.speak()
  await raw.say('HEAD /film.mp4 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const heard = await raw.closed()
  t.match(heard, /^HTTP\/1\.1 401 [^]*Content-Length: \d+\r\n[^]*?\r\n\r\nHTTP\/1\.1 200 /)
})

t.test('a refusal on a socket that is closing already destroys it', t => {
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
