import t from 'tap'
import { takeTokenFromQuery, withoutTokenInQuery } from '../../../src/http/transport/token-in-query.js'

const take = takeTokenFromQuery('st')
const redact = withoutTokenInQuery('st')

t.test('takes the token out and leaves the rest byte for byte', async t => {
  for (const [target, rest] of [
    ['/a?st=T', '/a'], ['/a?x=1&st=T', '/a?x=1'], ['/a?st=T&x=1', '/a?x=1'], ['/a?x&&st=T&y=%zz?&', '/a?x&&y=%zz?&'], ['/a?s%74=T', '/a']
  ] as const) t.strictSame(take(target), { token: 'T', rest }, target)
  t.match(take('/a?st=%54'), { token: 'T' })
})

t.test('an empty one is none, and goes too', async t => {
  t.strictSame(take('/a?st=&x'), { token: undefined, rest: '/a?x' })
  t.strictSame(take('/a?st'), { token: undefined, rest: '/a' })
})

t.test('a query without it is left alone', async t => {
  for (const target of ['/a', '/a?', '/a?x=st', '/a?sts=T', '/a?ST=T', '/st=T', '/a?%s=1&%']) t.strictSame(take(target), { token: undefined, rest: target }, target)
})

t.test('given twice it is refused, however it is spelled', async t => {
  for (const target of ['/a?st=T&st=T', '/a?st=&st=T', '/a?s%74=T&st=U']) t.match(take(target), { refused: 'malformed', detail: /st must be given once/ }, target)
})

t.test('is taken out of any URL, as often as it is there', async t => {
  t.equal(redact('https://a.example/p?st=T&x=1&st=U#f?st=V'), 'https://a.example/p?x=1#f?st=V')
  t.equal(redact('https://a.example/p?st=T'), 'https://a.example/p')
  t.equal(redact('https://a.example/p'), 'https://a.example/p')
  t.equal(redact('https://a.example/p?u=%2Fa%3Fst%3DT%26x%3D1%26st%3dU&y'), 'https://a.example/p?u=%2Fa%3F%26x%3D1%26&y')
  t.equal(redact('https://a.example/p?u=%2Fa%3Fsts%3DT'), 'https://a.example/p?u=%2Fa%3Fsts%3DT')
})
