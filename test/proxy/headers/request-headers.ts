import fc from 'fast-check'
import t from 'tap'
import { isRefusal } from '../../../src/domain/refusal.js'
import { forwardRequestHeaders } from '../../../src/proxy/headers/request-headers.js'

const compose = forwardRequestHeaders({ viaName: 'gate', hostHeader: 'client' })
const PEER = { address: '192.0.2.7', trusted: false, port: 8080, isSecure: false }
const PASSAGE = { target: '/', host: 'a.test', viewer: 'viewer', requestId: 'request' }

function composed (rawHeaders: readonly string[]) {
  const outcome = compose(rawHeaders, '1.1', PEER, PASSAGE)
  if (isRefusal(outcome)) throw new Error(outcome.refused)
  return outcome
}

t.test('framing is told, and the length said once', async t => {
  t.match(composed([]), { contentLength: undefined, chunked: false })
  t.match(composed(['Transfer-Encoding', 'chunked']), { contentLength: undefined, chunked: true })
  const sized = composed(['CONTENT-LENGTH', '5', 'Connection', 'content-length'])
  t.match(sized, { contentLength: '5', chunked: false })
  t.same(sized.headers.slice(0, 4), ['Host', 'a.test', 'Content-Length', '5'])
})

t.test('Via names the version that the client spoke', async t => {
  t.match(compose(['Via', '1.1 a'], '1.0', PEER, PASSAGE), { headers: ['Host', 'a.test', 'Via', '1.1 a, 1.0 gate'] })
})

t.test('a loop is refused, whatever Connection nominates', async t => {
  t.same(compose(['Connection', 'Via', 'Via', '1.1 a', 'via', '1.1 gate'], '1.1', PEER, PASSAGE), { refused: 'loop' })
})

t.test('nominated headers of a trusted peer go too, and ours come all the same', async t => {
  const trusted = compose(['X-Forwarded-For', '9.9.9.9', 'Connection', 'x-forwarded-for, cookie', 'Cookie', 'a'], '1.1', { ...PEER, trusted: true }, PASSAGE)
  t.match(trusted, { headers: ['Host', 'a.test', 'Via', '1.1 gate', 'X-Forwarded-For', '192.0.2.7'] })
})

t.test('what trusted proxies repeat of the target comes without what is concealed', async t => {
  const concealing = forwardRequestHeaders({ viaName: 'gate', hostHeader: 'client', redact: { url: url => url.replace('secret', '') } })
  const headers = ['X-Original-URI', '/secret/a', 'X-Forwarded-Uri', '/secret/b', 'Referer', '/secret/c']
  t.match(concealing(headers, '1.1', { ...PEER, trusted: true }, PASSAGE), { headers: ['X-Original-URI', '//a', 'X-Forwarded-Uri', '//b', 'Referer', '//c'] })
})

t.test('whatever a client sends, what the gate says is said exactly once and by the gate', async () => {
  const name = fc.constantFrom('X-Stream-Session', 'x_stream_session', 'X-Request-Id', 'X-Forwarded-For', 'Connection', 'Via', 'X-A', 'Host', 'Forwarded', 'X-Stream-Token')
  const value = fc.constantFrom('evil', 'X-Stream-Session, X-Request-Id', 'host, via, x-forwarded-for', '1.1 other')
  fc.assert(fc.property(fc.array(fc.tuple(name, value)), pairs => {
    const { headers } = composed(pairs.flat())
    const said = (wanted: string): string[] => headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase().replaceAll('_', '-') === wanted)
    return said('x-stream-session').join('|') === 'viewer' && said('x-request-id').join('|') === 'request' &&
      said('x-forwarded-for').join('|') === '192.0.2.7' && said('host').join('|') === 'a.test' && said('via').length === 1 &&
      said('connection').length === 0 && said('forwarded').length === 0 && said('x-stream-token').length === 0
  }))
})
