import fc from 'fast-check'
import t from 'tap'
import { isRefusal } from '../../../src/domain/refusal.js'
import { forwardRequestHeaders } from '../../../src/proxy/headers/request-headers.js'

const compose = forwardRequestHeaders({ viaName: 'gate', hostHeader: 'client' })
const PEER = { address: '192.0.2.7', trusted: false, port: 8080, isSecure: false }
const CONTEXT = { target: '/', host: 'a.test', viewer: 'viewer', requestId: 'request' }

function composed (rawHeaders: readonly string[]) {
  const outcome = compose(rawHeaders, '1.1', PEER, CONTEXT)
  if (isRefusal(outcome)) throw new Error(outcome.refused)
  return outcome
}

t.test('the framing is returned, and Content-Length is sent once', async t => {
  t.match(composed([]), { contentLength: undefined, chunked: false })
  t.match(composed(['Transfer-Encoding', 'chunked']), { contentLength: undefined, chunked: true })
  const sized = composed(['CONTENT-LENGTH', '5', 'Connection', 'content-length'])
  t.match(sized, { contentLength: '5', chunked: false })
  t.same(sized.headers.slice(0, 4), ['Host', 'a.test', 'Content-Length', '5'])
})

t.test('Via contains the HTTP version of the client', async t => {
  t.match(compose(['Via', '1.1 a'], '1.0', PEER, CONTEXT), { headers: ['Host', 'a.test', 'Via', '1.1 a, 1.0 gate'] })
})

t.test('a loop is refused, whatever the connection options', async t => {
  t.same(compose(['Connection', 'Via', 'Via', '1.1 a', 'via', '1.1 gate'], '1.1', PEER, CONTEXT), { refused: 'loop' })
})

t.test('connection options of a trusted peer remove its headers, but not the gate\'s', async t => {
  const trusted = compose(['X-Forwarded-For', '9.9.9.9', 'Connection', 'x-forwarded-for, cookie', 'Cookie', 'a'], '1.1', { ...PEER, trusted: true }, CONTEXT)
  t.match(trusted, { headers: ['Host', 'a.test', 'Via', '1.1 gate', 'X-Forwarded-For', '192.0.2.7'] })
})

t.test('URLs in headers of trusted proxies are redacted', async t => {
  const redacting = forwardRequestHeaders({ viaName: 'gate', hostHeader: 'client', redact: { url: url => url.replace('secret', '') } })
  const headers = ['X-Original-URI', '/secret/a', 'X-Forwarded-Uri', '/secret/b', 'Referer', '/secret/c']
  t.match(redacting(headers, '1.1', { ...PEER, trusted: true }, CONTEXT), { headers: ['X-Original-URI', '//a', 'X-Forwarded-Uri', '//b', 'Referer', '//c'] })
})

t.test('whatever a client sends, the gate\'s own headers occur exactly once, with the gate\'s values', async () => {
  const name = fc.constantFrom('X-Stream-Session', 'x_stream_session', 'X-Request-Id', 'X-Forwarded-For', 'Connection', 'Via', 'X-A', 'Host', 'Forwarded', 'X-Stream-Token')
  const value = fc.constantFrom('evil', 'X-Stream-Session, X-Request-Id', 'host, via, x-forwarded-for', '1.1 other')
  fc.assert(fc.property(fc.array(fc.tuple(name, value)), pairs => {
    const { headers } = composed(pairs.flat())
    const valuesOf = (wanted: string): string[] => headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase().replaceAll('_', '-') === wanted)
    return valuesOf('x-stream-session').join('|') === 'viewer' && valuesOf('x-request-id').join('|') === 'request' &&
      valuesOf('x-forwarded-for').join('|') === '192.0.2.7' && valuesOf('host').join('|') === 'a.test' && valuesOf('via').length === 1 &&
      valuesOf('connection').length === 0 && valuesOf('forwarded').length === 0 && valuesOf('x-stream-token').length === 0
  }))
})
