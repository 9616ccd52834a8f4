import t from 'tap'
import { addQueryParameter } from '../../../src/proxy/rewrite/add-query-parameter.js'

t.test('the parameter is added to the query, before the fragment, and nothing else changes', async t => {
  for (const [uri, expected] of [
    ['a', 'a?st=T'], ['', '?st=T'], ['a?', 'a?&st=T'], ['a?b', 'a?b&st=T'], ['a?b&', 'a?b&&st=T'], ['a#b?c', 'a?st=T#b?c'], ['a?b#c', 'a?b&st=T#c'], ['a?b&#c', 'a?b&&st=T#c'], ['?', '?&st=T'], ['a?best=T', 'a?best=T&st=T']
  ] as const) t.equal(addQueryParameter(uri, 'st=T'), expected)
})

t.test('a URI that has a parameter of that name is unchanged: the gate refuses two', async t => {
  for (const uri of ['a?st=U', 'a?b&st=U#c', 'a?st', 'a?st=']) t.equal(addQueryParameter(uri, 'st=T'), uri)
})
