import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const post = (headers: string, target = '/film.mp4'): string => `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${headers}\r\n`

t.afterEach(() => { gate.forwarded.length = 0 })

t.test('an admitted client gets 100 Continue, once', async t => {
  const raw = await gate.speak()
  await raw.send(post(`Expect: 100-continue\r\nConnection: close\r\nX-Stream-Token: ${await gate.token()}\r\n`))
  t.equal(await raw.receive(/\r\n\r\n/), 'HTTP/1.1 100 Continue\r\n\r\n')
  await raw.send('hello')
  t.match(await raw.closed(), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*hello$/)
})

t.test('a refused client gets no 100 Continue, and its connection closes immediately', async t => {
  const response = await ask(gate, post('Expect: 100-continue\r\n'))
  t.match(response, /^HTTP\/1\.1 401 [^]*Connection: close\r\n/)
  t.equal(gate.forwarded.length, 0)
})

t.test('a client that sends its body without waiting gets the refusal and no reset, and its body is not parsed as requests', async t => {
  const body = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)
  const raw = await gate.speak()
  gate.refusals.length = 0
  await raw.send(`POST /film.mp4 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  t.match(await raw.closed(), /^HTTP\/1\.1 401 /)
  t.equal(raw.broken(), undefined)
  t.equal(gate.refusals.length, 1)
})

t.test('a request that a refused client sends instead of its body is not processed', async t => {
  const token = await gate.token()
  const raw = await gate.speak()
  await raw.send(post('Expect: 100-continue\r\n'))
  await raw.receive(/"code":4/)
  await raw.send(`GET /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`)
  t.equal((await raw.closed()).match(/HTTP\/1\.1 \d/g)?.length, 1)
  t.equal(gate.forwarded.length, 0)
})

t.test('an unsupported expectation is a 417, with or without a body', async t => {
  for (const bytes of [post('Expect: a-miracle\r\n'), 'GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n']) {
    const response = await ask(gate, bytes)
    t.match(response, /^HTTP\/1\.1 417 [^]*"code":16/)
    t.equal(response.match(/HTTP\/1\.1 \d/g)?.length, 1)
  }
  t.equal(gate.forwarded.length, 0)
})

t.test('an expectation in HTTP/1.0 is ignored', async t => {
  const token = await gate.token()
  const response = await ask(gate, `POST /film.mp4 HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nX-Stream-Token: ${token}\r\n\r\nhello`)
  t.match(response, /^HTTP\/1\.1 200 OK[^]*hello$/)
})

t.test('the token endpoint responds without 100 Continue', async t => {
  t.match(await ask(gate, post('Expect: 100-continue\r\nX-Stream-Session: bob\r\n', '/streams')), /^HTTP\/1\.1 200 [^]*"token"/)
})
