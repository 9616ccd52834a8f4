import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t, { limit: 1 })
const post = (body: string, fields = '', method = 'POST'): Promise<string> =>
  ask(gate, `${method} /streams/release HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${fields}\r\n${body}`)

t.test('a token in the body ends its stream, however it is wrapped and whatever the type says', async t => {
  for (const [wrap, type] of [
    [(token: string) => token, 'text/plain;charset=UTF-8'],
    [(token: string) => ` ${token}\n`, ''],
    [(token: string) => JSON.stringify({ token }), 'application/json'],
    [(token: string) => `token=${token}`, 'application/x-www-form-urlencoded'],
    [(token: string) => token.toUpperCase(), 'application/octet-stream']
  ] as const) {
    const token = await gate.token()
    const answer = await post(wrap(token), type === '' ? '' : `Content-Type: ${type}\r\n`)
    t.match(answer, /^HTTP\/1\.1 204 [^]*Cache-Control: no-store/)
    t.equal(await gate.store.find(token), undefined)
  }
})

t.test('it may stand in its field as well', async t => {
  const token = await gate.token()
  t.match(await post('', `X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 204 /)
  t.equal(await gate.store.find(token), undefined)
})

t.test('again, or for a token that nobody holds, it is the same answer', async t => {
  const token = await gate.token()
  await post(token)
  t.match(await post(token), /^HTTP\/1\.1 204 /)
  t.match(await post(randomUUID()), /^HTTP\/1\.1 204 /)
})

t.test('anything else ends nothing, and is told what was expected', async t => {
  const token = await gate.token()
  for (const [body, code] of [['', 4], ['x', 12], ['{', 12], ['{"token":1}', 12], ['token=', 4], ['[]', 12], [`${token} ${token}`, 12], [' '.repeat(1025), 12]] as const) {
    t.match(await post(body), new RegExp(`^HTTP/1\\.1 40[01] [^]*"code":${code}`), body.slice(0, 40))
  }
  t.match(await post(randomUUID(), `X-Stream-Token: ${token}\r\n`), /^HTTP\/1\.1 400 [^]*two different/)
  t.match(await post(token, '', 'GET'), /^HTTP\/1\.1 405 [^]*Allow: POST, OPTIONS/)
  t.match(await post('', '', 'OPTIONS'), /^HTTP\/1\.1 204 [^]*Allow: POST, OPTIONS/)
  t.ok(await gate.store.find(token))
})

t.test('a session in its field is not needed and does not matter', async t => {
  const token = await gate.token('bob')
  t.match(await post(token, 'X-Stream-Session: ann\r\n'), /^HTTP\/1\.1 204 /)
  t.equal(await gate.store.find(token), undefined)
})

t.test('a store that is away is told as such', async t => {
  gate.store.away = true
  t.teardown(() => { gate.store.away = false })
  t.match(await post(randomUUID()), /^HTTP\/1\.1 503 [^]*"code":9/)
})
