import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const watch = (headers: string, line = 'GET /film.mp4 HTTP/1.1'): Promise<string> => ask(gate, `${line}\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)

t.afterEach(() => { gate.forwarded.length = 0 })

t.test('a request with a live token is forwarded with the viewer of its stream', async t => {
  const token = await gate.token('ann')
  t.match(await watch(`X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 200 /)
  t.match(await watch(`x-stream-TOKEN:\t${token.toUpperCase()} \r\n`), /^HTTP\/1\.1 200 /)
  t.strictSame(gate.forwarded.map(({ context }) => context.viewer), ['ann', 'ann'])
})

const refused: Array<[string, (token: string) => string, number, number]> = [
  ['no token', () => '', 401, 4],
  ['an empty token', () => 'X-Stream-Token:\r\n', 401, 4],
  ['a session only', () => 'X-Stream-Session: ann\r\n', 401, 4],
  ['an unknown token', () => 'X-Stream-Token: 7d444840-9dc0-41d1-b245-5ffdce74fad2\r\n', 401, 3],
  ['not a UUID', token => `X-Stream-Token: ${token}x\r\n`, 400, 12],
  ['the same token twice', token => `X-Stream-Token: ${token}\r\nX-Stream-Token: ${token}\r\n`, 400, 12],
  ['a token and an empty one', token => `X-Stream-Token: ${token}\r\nX-Stream-Token:\r\n`, 400, 12],
  ['two tokens in one header', token => `X-Stream-Token: ${token}, ${token}\r\n`, 400, 12],
  ['underscores in the name', token => `X_Stream_Token: ${token}\r\n`, 401, 4],
  ['the token as a bearer', token => `Authorization: Bearer ${token}\r\n`, 401, 4],
  ['the token as a cookie', token => `Cookie: X-Stream-Token=${token}\r\n`, 401, 4],
  ['a token that is not ASCII', token => `X-Stream-Token: ${token.slice(1)}\xe9\r\n`, 400, 12],
  ['a token of 10 000 bytes', token => `X-Stream-Token: ${token}${'0'.repeat(10_000)}\r\n`, 400, 12],
  ['a token in the trailers', token => `Transfer-Encoding: chunked\r\nTrailer: X-Stream-Token\r\n\r\n0\r\nX-Stream-Token: ${token}\r\n`, 401, 4]
]
for (const [what, headers, status, code] of refused) {
  t.test(`${what}: ${status} with code ${code}, and nothing is forwarded`, async t => {
    const response = await watch(headers(await gate.token()))
    t.match(response, `HTTP/1.1 ${status} `)
    t.match(response, `X-Stream-Error: ${code}\r\n`)
    t.equal(gate.forwarded.length, 0)
  })
}

t.test('every method is gated', async t => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'M-SEARCH']) {
    t.match(await watch('', `${method} /film.mp4 HTTP/1.1`), /^HTTP\/1\.1 401 /, method)
  }
  t.equal(gate.forwarded.length, 0)
})

t.test('a token in the target is ignored', async t => {
  const token = await gate.token()
  t.match(await watch('', `GET /film.mp4?X-Stream-Token=${token}&token=${token} HTTP/1.1`), '"code":4')
})

t.test('while the store is unavailable, a stream without a cached decision is a 503 with Retry-After, and one with a cached decision continues', async t => {
  const token = await gate.token('bob')
  const verified = await gate.token('bob')
  await watch(`X-Stream-Token: ${verified}\r\n`)
  gate.store.unavailable = true
  t.teardown(() => { gate.store.unavailable = false })
  const response = await watch(`X-Stream-Token: ${token}\r\n`)
  t.match(response, /^HTTP\/1\.1 503 /)
  t.match(response, /Retry-After: \d+\r\n/)
  t.match(response, '"code":9')
  t.match(await watch(`X-Stream-Token: ${verified}\r\n`), /^HTTP\/1\.1 200 /)
})
