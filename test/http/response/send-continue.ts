import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const post = (fields: string, target = '/film.mp4'): string => `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${fields}\r\n`

t.afterEach(() => { gate.passed.length = 0 })

t.test('a client that may pass is told to send its body, once', async t => {
  const raw = await gate.speak()
  await raw.say(post(`Expect: 100-continue\r\nConnection: close\r\nX-Stream-Token: ${await gate.token()}\r\n`))
  t.equal(await raw.hear(/\r\n\r\n/), 'HTTP/1.1 100 Continue\r\n\r\n')
  await raw.say('hello')
  t.match(await raw.closed(), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*hello$/)
})

t.test('a client that is refused is not told to send its body, and its connection closes at once', async t => {
  const answer = await ask(gate, post('Expect: 100-continue\r\n'))
  t.match(answer, /^HTTP\/1\.1 401 [^]*Connection: close\r\n/)
  t.equal(gate.passed.length, 0)
})

t.test('a client that sends its body without waiting gets the refusal and no reset, and its body is no request', async t => {
  const body = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)
  const raw = await gate.speak()
  gate.refusals.length = 0
  await raw.say(`POST /film.mp4 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  t.match(await raw.closed(), /^HTTP\/1\.1 401 /)
  t.equal(raw.broken(), undefined)
  t.equal(gate.refusals.length, 1)
})

t.test('what a refused client sends instead of its body is not processed', async t => {
  const token = await gate.token()
  const raw = await gate.speak()
  await raw.say(post('Expect: 100-continue\r\n'))
  await raw.hear(/"code":4/)
  await raw.say(`GET /film.mp4 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\n\r\n`)
  t.equal((await raw.closed()).match(/HTTP\/1\.1 \d/g)?.length, 1)
  t.equal(gate.passed.length, 0)
})

t.test('an unknown expectation is 417, with or without a body', async t => {
  for (const bytes of [post('Expect: a-miracle\r\n'), 'GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n']) {
    const answer = await ask(gate, bytes)
    t.match(answer, /^HTTP\/1\.1 417 [^]*"code":16/)
    t.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 1)
  }
  t.equal(gate.passed.length, 0)
})

t.test('HTTP/1.0 knows no expectations', async t => {
  const token = await gate.token()
  const answer = await ask(gate, `POST /film.mp4 HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nX-Stream-Token: ${token}\r\n\r\nhello`)
  t.match(answer, /^HTTP\/1\.1 200 OK[^]*hello$/)
})

t.test('the token endpoint answers without asking for the body', async t => {
  t.match(await ask(gate, post('Expect: 100-continue\r\nX-Stream-Session: bob\r\n', '/streams')), /^HTTP\/1\.1 200 [^]*"token"/)
})
