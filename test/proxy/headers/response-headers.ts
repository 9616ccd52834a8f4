import t from 'tap'
import { forwardResponseHeaders } from '../../../src/proxy/headers/response-headers.js'

t.test('a Content-Length is kept, except on a 204', async t => {
  t.same(forwardResponseHeaders(['Content-Length', '5'], 200, true), { headers: ['Content-Length', '5'], sized: true })
  t.same(forwardResponseHeaders(['Content-Length', '0'], 204, false), { headers: [], sized: false })
})

t.test('Trailer is kept only with chunks, as one header', async t => {
  t.same(forwardResponseHeaders(['Trailer', 'A', 'X', '1', 'trailer', 'B'], 200, true), { headers: ['Trailer', 'A, B', 'X', '1'], sized: false })
  t.same(forwardResponseHeaders(['Trailer', 'A', 'Content-Length', '5', 'X', '1'], 200, true)?.headers, ['Content-Length', '5', 'X', '1'])
  t.same(forwardResponseHeaders(['Trailer', 'A', 'X', '1'], 200, false)?.headers, ['X', '1'])
})

t.test('chunked is removed, any other transfer coding is rejected', async t => {
  t.same(forwardResponseHeaders(['Transfer-Encoding', ' Chunked '], 200, true)?.headers, [])
  for (const coding of ['gzip, chunked', 'gzip', 'identity', '']) t.equal(forwardResponseHeaders(['Transfer-Encoding', coding], 200, true), undefined, coding)
})

t.test('hop-by-hop headers are removed, connection options included', async t => {
  t.same(forwardResponseHeaders(['Connection', 'X-Hop', 'x-hop', '1', 'Keep-Alive', '1', 'Upgrade', 'h2', 'TE', 'a', 'Proxy-Authenticate', 'b', 'Set-Cookie', 'a', 'Set-Cookie', 'b'], 200, true)?.headers,
    ['Set-Cookie', 'a', 'Set-Cookie', 'b'])
})
