import t from 'tap'
import { HEADER_VALUE_MAX_BYTES } from '../../../src/http/request/read-header.js'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t)
const acquire = (headers: string): Promise<string> => ask(gate, `GET /streams HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)

t.test('a value is read byte for byte, without the spaces around it', async t => {
  for (const value of ['ann', 'a b', '"quoted\\"', 'a,b;c=d', '{"json":1}', '~!@#$%^&*()', 'x'.repeat(HEADER_VALUE_MAX_BYTES)]) {
    const response = await acquire(`X-Stream-Session: \t${value}  \r\n`)
    t.match(response, /^HTTP\/1\.1 200 /)
    t.equal(JSON.parse(response.slice(response.indexOf('\r\n\r\n'))).session, value)
  }
})

t.test('an empty value counts as absent', async t => {
  for (const headers of ['', 'X-Stream-Session:\r\n', 'X-Stream-Session:  \t \r\n']) t.match(await acquire(headers), '"code":1,')
  t.match(await acquire('X-Stream-Session: ann\r\nX-Stream-Token:\r\n'), /^HTTP\/1\.1 200 /)
})

const malformed: Array<[string, string, RegExp]> = [
  ['twice', 'X-Stream-Session: ann\r\nX-Stream-Session: ann\r\n', /X-Stream-Session must be sent once/],
  ['twice, once empty', 'X-Stream-Session: ann\r\nx-stream-session:\r\n', /X-Stream-Session must be sent once/],
  ['too long', `X-Stream-Session: ${'x'.repeat(HEADER_VALUE_MAX_BYTES + 1)}\r\n`, /X-Stream-Session is longer than 4096 bytes/],
  ['not ASCII', 'X-Stream-Session: caf\xc3\xa9\r\n', /X-Stream-Session may contain visible ASCII/],
  ['with a tab inside', 'X-Stream-Session: a\tb\r\n', /X-Stream-Session may contain visible ASCII/],
  ['with a control character', 'X-Stream-Session: a\x01b\r\n', /400 Bad Request/],
  ['with a NUL', 'X-Stream-Session: a\0b\r\n', /400 Bad Request/],
  ['with a bare CR', 'X-Stream-Session: a\rb\r\n', /400 Bad Request/]
]
for (const [what, headers, message] of malformed) {
  t.test(`a value ${what} is malformed, and the response names the header without quoting the value`, async t => {
    const response = await acquire(headers)
    t.match(response, /^HTTP\/1\.1 400 /)
    t.match(response, '"code":12')
    t.match(response, message)
    t.notMatch(response, /ann|caf|xxx/)
  })
}

t.test('another spelling of the name is another header', async t => {
  for (const name of ['X_Stream_Session', 'XStream-Session', 'X-Stream-Session-', 'Session']) t.match(await acquire(`${name}: ann\r\n`), '"code":1,')
  t.match(await acquire('x-STREAM-session: ann\r\n'), /^HTTP\/1\.1 200 /)
})
