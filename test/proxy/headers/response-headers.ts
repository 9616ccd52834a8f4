import t from 'tap'
import { responseFields } from '../../../src/proxy/headers/response-headers.js'

t.test('a length is told and kept, but not on a 204', async t => {
  t.same(responseFields(['Content-Length', '5'], 200, true), { fields: ['Content-Length', '5'], sized: true })
  t.same(responseFields(['Content-Length', '0'], 204, false), { fields: [], sized: false })
})

t.test('Trailer stays with chunks only, as one field', async t => {
  t.same(responseFields(['Trailer', 'A', 'X', '1', 'trailer', 'B'], 200, true), { fields: ['Trailer', 'A, B', 'X', '1'], sized: false })
  t.same(responseFields(['Trailer', 'A', 'Content-Length', '5', 'X', '1'], 200, true)?.fields, ['Content-Length', '5', 'X', '1'])
  t.same(responseFields(['Trailer', 'A', 'X', '1'], 200, false)?.fields, ['X', '1'])
})

t.test('chunked is taken off, any other transfer coding is none that can be passed on', async t => {
  t.same(responseFields(['Transfer-Encoding', ' Chunked '], 200, true)?.fields, [])
  for (const coding of ['gzip, chunked', 'gzip', 'identity', '']) t.equal(responseFields(['Transfer-Encoding', coding], 200, true), undefined, coding)
})

t.test('hop-by-hop and nominated fields end here', async t => {
  t.same(responseFields(['Connection', 'X-Hop', 'x-hop', '1', 'Keep-Alive', '1', 'Upgrade', 'h2', 'TE', 'a', 'Proxy-Authenticate', 'b', 'Set-Cookie', 'a', 'Set-Cookie', 'b'], 200, true)?.fields,
    ['Set-Cookie', 'a', 'Set-Cookie', 'b'])
})
