import t from 'tap'
import { HEADER_VALUE_MAX_BYTES } from '../../../src/http/request/read-header.js'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const acquire = (fields: string): Promise<string> => ask(gate, `GET /streams HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`)

t.test('a value is taken to the letter, but for the spaces around it', async t => {
  for (const value of ['ann', 'a b', '"quoted\\"', 'a,b;c=d', '{"json":1}', '~!@#$%^&*()', 'x'.repeat(HEADER_VALUE_MAX_BYTES)]) {
    const answer = await acquire(`X-Stream-Session: \t${value}  \r\n`)
    t.match(answer, /^HTTP\/1\.1 200 /)
    t.equal(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).session, value)
  }
})

t.test('an empty value is none', async t => {
  for (const fields of ['', 'X-Stream-Session:\r\n', 'X-Stream-Session:  \t \r\n']) t.match(await acquire(fields), '"code":1,')
  t.match(await acquire('X-Stream-Session: ann\r\nX-Stream-Token:\r\n'), /^HTTP\/1\.1 200 /)
})

const malformed: Array<[string, string, RegExp]> = [
  ['twice', 'X-Stream-Session: ann\r\nX-Stream-Session: ann\r\n', /X-Stream-Session must be given once/],
  ['twice, once empty', 'X-Stream-Session: ann\r\nx-stream-session:\r\n', /X-Stream-Session must be given once/],
  ['too long', `X-Stream-Session: ${'x'.repeat(HEADER_VALUE_MAX_BYTES + 1)}\r\n`, /X-Stream-Session is longer than 4096 bytes/],
  ['not ASCII', 'X-Stream-Session: caf\xc3\xa9\r\n', /X-Stream-Session may hold visible ASCII/],
  ['with a tab inside', 'X-Stream-Session: a\tb\r\n', /X-Stream-Session may hold visible ASCII/],
  ['with a control character', 'X-Stream-Session: a\x01b\r\n', /400 Bad Request/],
  ['with a NUL', 'X-Stream-Session: a\0b\r\n', /400 Bad Request/],
  ['with a bare CR', 'X-Stream-Session: a\rb\r\n', /400 Bad Request/]
]
for (const [what, fields, complaint] of malformed) {
  t.test(`a value ${what} is malformed, and the answer says in which field without quoting it`, async t => {
    const answer = await acquire(fields)
    t.match(answer, /^HTTP\/1\.1 400 /)
    t.match(answer, '"code":12')
    t.match(answer, complaint)
    t.notMatch(answer, /ann|caf|xxx/)
  })
}

t.test('another spelling of the name is another field', async t => {
  for (const name of ['X_Stream_Session', 'XStream-Session', 'X-Stream-Session-', 'Session']) t.match(await acquire(`${name}: ann\r\n`), '"code":1,')
  t.match(await acquire('x-STREAM-session: ann\r\n'), /^HTTP\/1\.1 200 /)
})
