import t from 'tap'
import { rewriteLocation } from '../../../src/proxy/rewrite/rewrite-location.js'

function rewritten (location: string, token: { manifestQuery?: string, tokenPrefix?: string }): string[] {
  const headers = ['location', location, 'Cache-Control', 'public']
  rewriteLocation(headers, { host: 'a.test', ...token })
  return headers
}

t.test('a token in the query is added to a Location with the same authority', async t => {
  for (const [location, expected] of [
    ['/b', '/b?st=T'], ['b?x#y', 'b?x&st=T#y'], ['https://a.test/b', 'https://a.test/b?st=T'], ['//a.test/b', '//a.test/b?st=T']
  ] as const) t.same(rewritten(location, { manifestQuery: 'st=T' }), ['location', expected, 'Cache-Control', 'private'], location)
})

t.test('a token in the path is added where the client would not inherit it', async t => {
  for (const [location, expected] of [['/b', '/~T/b'], ['http://a.test/b', 'http://a.test/~T/b']] as const) {
    t.same(rewritten(location, { tokenPrefix: '/~T' }), ['location', expected, 'Cache-Control', 'private'], location)
  }
  t.same(rewritten('b', { tokenPrefix: '/~T' }), ['location', 'b', 'Cache-Control', 'public'])
})

t.test('another authority, and a redirect without a token, stay unchanged', async t => {
  for (const [location, token] of [
    ['https://b.test/b', { manifestQuery: 'st=T', tokenPrefix: '/~T' }], ['//b.test/b', { tokenPrefix: '/~T' }], ['/b', {}]
  ] as const) t.same(rewritten(location, token), ['location', location, 'Cache-Control', 'public'], location)
})
