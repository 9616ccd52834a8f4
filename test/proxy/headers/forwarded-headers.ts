import t from 'tap'
import { addForwardedHeaders, type ReceivedForwarding } from '../../../src/proxy/headers/forwarded-headers.js'

const NOTHING: ReceivedForwarding = { forwarded: undefined, for: undefined, proto: undefined, host: undefined, port: undefined }
const PEER = { address: '192.0.2.7', trusted: true, port: 8080, isSecure: false }

function forwarded (before: Partial<ReceivedForwarding>, peer = {}, host: string | undefined = 'a.test'): string[] {
  const headers: string[] = []
  addForwardedHeaders(headers, { peer: { ...PEER, ...peer }, host, received: { ...NOTHING, ...before } })
  return headers
}

t.test('without received headers, the gate sets its own', async t => {
  t.same(forwarded({}), ['X-Forwarded-For', '192.0.2.7', 'X-Forwarded-Proto', 'http', 'X-Forwarded-Host', 'a.test', 'X-Forwarded-Port', '8080'])
  t.match(forwarded({}, { isSecure: true }), ['X-Forwarded-For', '192.0.2.7', 'X-Forwarded-Proto', 'https'])
})

t.test('without a host or a port, their headers are omitted', async t => {
  const headers: string[] = []
  addForwardedHeaders(headers, { peer: { ...PEER, port: undefined }, host: undefined, received: NOTHING })
  t.same(headers, ['X-Forwarded-For', '192.0.2.7', 'X-Forwarded-Proto', 'http'])
})

t.test('received headers are kept, and the address of the peer is appended', async t => {
  t.same(forwarded({ for: '9.9.9.9', proto: 'https', host: 'b.test', port: '443' }),
    ['X-Forwarded-For', '9.9.9.9, 192.0.2.7', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'b.test', 'X-Forwarded-Port', '443'])
})

t.test('the gate\'s own port is omitted if a scheme was received', async t => {
  t.notMatch(forwarded({ proto: 'https' }).join(), 'Port')
})

t.test('Forwarded gets an element, with IPv6 addresses quoted', async t => {
  t.same(forwarded({ forwarded: 'for=9.9.9.9' }).slice(-2), ['Forwarded', 'for=9.9.9.9, for=192.0.2.7;host="a.test";proto=http'])
  t.same(forwarded({ forwarded: 'for=a' }, { address: '2001:db8::1' }).slice(-1), ['for=a, for="[2001:db8::1]";host="a.test";proto=http'])
  const headers: string[] = []
  addForwardedHeaders(headers, { peer: PEER, host: undefined, received: { ...NOTHING, forwarded: 'for=a' } })
  t.same(headers.slice(-1), ['for=a, for=192.0.2.7;proto=http'])
})
