import t from 'tap'
import { ask, openGate } from '../../fixtures/open-gate.js'

const gate = await openGate(t, { publicPaths: ['/open'] })
const OPEN = 'GET /open HTTP/1.1\r\n'
const END = 'Connection: close\r\n\r\n'

const refused: Array<[string, string]> = [
  ['no Host', OPEN + END],
  ['two equal Hosts', `${OPEN}Host: a\r\nHost: a\r\n${END}`],
  ['two Hosts in different case', `${OPEN}Host: a\r\nhOST: b\r\n${END}`],
  ['a Host with a path', `${OPEN}Host: a/b\r\n${END}`],
  ['a Host with user information', `${OPEN}Host: u@a\r\n${END}`],
  ['a Host with a space', `${OPEN}Host: a b\r\n${END}`],
  ['a Host with a bad port', `${OPEN}Host: a:http\r\n${END}`],
  ['a malformed Host with an absolute target', `GET http://a/open HTTP/1.1\r\nHost: a b\r\n${END}`],
  ['no Host in OPTIONS *', `OPTIONS * HTTP/1.1\r\n${END}`],
  ['another coding before chunked', `${OPEN}Host: a\r\nTransfer-Encoding: gzip, chunked\r\n${END}0\r\n\r\n`],
  ['chunked twice', `${OPEN}Host: a\r\nTransfer-Encoding: chunked, chunked\r\n${END}0\r\n\r\n`],
  ['chunked in two headers', `${OPEN}Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\n`],
  ['identity and chunked in two headers', `${OPEN}Host: a\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\n`],
  ['HTTP/2.0 in the request line', 'GET /open HTTP/2.0\r\nHost: a\r\n\r\n'],
  ['HTTP/0.9 with a version', 'GET /open HTTP/0.9\r\nHost: a\r\n\r\n'],
  ['a coding in HTTP/1.0', 'POST /open HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n']
]
for (const [what, bytes] of refused) {
  t.test(`${what}: refused as malformed`, async t => {
    const response = await ask(gate, bytes)
    t.match(response, /^HTTP\/1\.1 400 /)
    t.match(response, '"code":12')
    t.equal(response.match(/HTTP\/1\.1 [0-9]/g)?.length, 1, 'one response')
    t.equal(gate.forwarded.length, 0)
  })
}

t.test('a connection closes after a malformed head', async t => {
  const response = await ask(gate, `${OPEN}\r\nGET /open HTTP/1.1\r\nHost: a\r\n\r\n`)
  t.match(response, 'Connection: close\r\n')
  t.equal(gate.forwarded.length, 0)
})

const passing: Array<[string, string]> = [
  ['one Host', `${OPEN}Host: a.example:80\r\n${END}`],
  ['an empty Host', `${OPEN}Host:\r\n${END}`],
  ['HTTP/1.0 without Host', 'GET /open HTTP/1.0\r\n\r\n'],
  ['chunked in upper case', `${OPEN}Host: a\r\nTransfer-Encoding: CHUNKED\r\n${END}0\r\n\r\n`]
]
for (const [what, bytes] of passing) {
  t.test(`${what}: accepted`, async t => {
    gate.forwarded.length = 0
    t.match(await ask(gate, bytes), /^HTTP\/1\.1 200 /)
    t.equal(gate.forwarded.length, 1)
    gate.forwarded.length = 0
  })
}
