import t from 'tap'
import { forwardTrailers } from '../../../src/proxy/headers/response-trailers.js'

t.test('trailers are returned as pairs, without those that are not allowed', async t => {
  t.same(forwardTrailers(['X-Sum', '1', 'Content-Length', '5', 'x-sum', '2', 'Set-Cookie', 'a', 'Transfer-Encoding', 'chunked']), [['X-Sum', '1'], ['x-sum', '2']])
})
