import t from 'tap'
import { forwardTrailers } from '../../../src/proxy/headers/response-trailers.js'

t.test('trailers come in pairs, less those that must never trail', async t => {
  t.same(forwardTrailers(['X-Sum', '1', 'Content-Length', '5', 'x-sum', '2', 'Set-Cookie', 'a', 'Transfer-Encoding', 'chunked']), [['X-Sum', '1'], ['x-sum', '2']])
})
