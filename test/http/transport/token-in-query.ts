import t from 'tap'
import { takeTokenFromQuery, withoutTokenInQuery } from '../../../src/http/transport/token-in-query.js'

const take = takeTokenFromQuery('st')
const redact = withoutTokenInQuery('st')

t.test('removes the token and keeps the rest byte for byte', async t => {
  for (const [target, rest] of [
    ['/a?st=T', '/a'], ['/a?x=1&st=T', '/a?x=1'], ['/a?st=T&x=1', '/a?x=1'], ['/a?x&&st=T&y=%zz?&', '/a?x&&y=%zz?&'], ['/a?s%74=T', '/a']
  ] as const) t.strictSame(take(target), { token: 'T', rest }, target)
  t.match(take('/a?st=%54'), { token: 'T' })
})

t.test('an empty parameter counts as no token, and is removed too', async t => {
  t.strictSame(take('/a?st=&x'), { token: undefined, rest: '/a?x' })
  t.strictSame(take('/a?st'), { token: undefined, rest: '/a' })
})

t.test('a query without the parameter is unchanged', async t => {
  for (const target of ['/a', '/a?', '/a?x=st', '/a?sts=T', '/a?ST=T', '/st=T', '/a?%s=1&%']) t.strictSame(take(target), { token: undefined, rest: target }, target)
})

t.test('a repeated parameter is refused, in whatever encoding', async t => {
  for (const target of ['/a?st=T&st=T', '/a?st=&st=T', '/a?s%74=T&st=U']) t.match(take(target), { refused: 'malformed', detail: /st must be sent once/ }, target)
})

t.test('every occurrence is removed from a URL', async t => {
  t.equal(redact('https://a.example/p?st=T&x=1&st=U#f?st=V'), 'https://a.example/p?x=1#f?st=V')
  t.equal(redact('https://a.example/p?st=T'), 'https://a.example/p')
  t.equal(redact('https://a.example/p'), 'https://a.example/p')
  t.equal(redact('https://a.example/p?u=%2Fa%3Fst%3DT%26x%3D1%26st%3dU&y'), 'https://a.example/p?u=%2Fa%3F%26x%3D1%26&y')
  t.equal(redact('https://a.example/p?u=%2Fa%3Fsts%3DT'), 'https://a.example/p?u=%2Fa%3Fsts%3DT')
})
