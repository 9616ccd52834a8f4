import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t, { limit: 1 })
const post = (body: string, headers = '', method = 'POST'): Promise<string> =>
  ask(gate, `${method} /streams/release HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`)

t.test('the token in the body is released, in every format and with any content type', async t => {
  for (const [wrap, type] of [
    [(token: string) => token, 'text/plain;charset=UTF-8'],
    [(token: string) => ` ${token}\n`, ''],
    [(token: string) => JSON.stringify({ token }), 'application/json'],
    [(token: string) => `token=${token}`, 'application/x-www-form-urlencoded'],
    [(token: string) => token.toUpperCase(), 'application/octet-stream']
  ] as const) {
    const token = await gate.token()
    const response = await post(wrap(token), type === '' ? '' : `Content-Type: ${type}\r\n`)
    t.match(response, /^HTTP\/1\.1 204 [^]*Cache-Control: no-store/)
    t.equal(await gate.store.find(token), undefined)
  }
})

t.test('the token may be in the header instead', async t => {
  const token = await gate.token()
  t.match(await post('', `X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 204 /)
  t.equal(await gate.store.find(token), undefined)
})

t.test('a repeated release and an unknown token get the same response', async t => {
  const token = await gate.token()
  await post(token)
  t.match(await post(token), /^HTTP\/1\.1 204 /)
  t.match(await post(randomUUID()), /^HTTP\/1\.1 204 /)
})

t.test('any other body releases nothing, and the response says what is expected', async t => {
  const token = await gate.token()
  for (const [body, code] of [['', 4], ['x', 12], ['{', 12], ['{"token":1}', 12], ['token=', 4], ['[]', 12], [`${token} ${token}`, 12], [' '.repeat(1025), 12]] as const) {
    t.match(await post(body), new RegExp(`^HTTP/1\\.1 40[01] [^]*"code":${code}`), body.slice(0, 40))
  }
  t.match(await post(randomUUID(), `X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 400 [^]*two different/)
  t.match(await post(token, '', 'GET'), /^HTTP\/1\.1 405 [^]*Allow: POST, OPTIONS/)
  t.match(await post('', '', 'OPTIONS'), /^HTTP\/1\.1 204 [^]*Allow: POST, OPTIONS/)
  t.ok(await gate.store.find(token))
})

t.test('the session header is ignored', async t => {
  const token = await gate.token('bob')
  t.match(await post(token, 'X-Stream-Session: ann\r\n'), /^HTTP\/1\.1 204 /)
  t.equal(await gate.store.find(token), undefined)
})

t.test('an unavailable store is a 503', async t => {
  gate.store.unavailable = true
  t.teardown(() => { gate.store.unavailable = false })
  t.match(await post(randomUUID()), /^HTTP\/1\.1 503 [^]*"code":9/)
})
