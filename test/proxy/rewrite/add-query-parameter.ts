import t from 'tap'
import { addQueryParameter } from '../../../src/proxy/rewrite/add-query-parameter.js'

t.test('the pair joins the query, in front of the fragment, and nothing else changes', async t => {
  for (const [uri, joined] of [
    ['a', 'a?st=T'], ['', '?st=T'], ['a?', 'a?&st=T'], ['a?b', 'a?b&st=T'], ['a?b&', 'a?b&&st=T'], ['a#b?c', 'a?st=T#b?c'], ['a?b#c', 'a?b&st=T#c'], ['a?b&#c', 'a?b&&st=T#c'], ['?', '?&st=T'], ['a?best=T', 'a?best=T&st=T']
  ] as const) t.equal(addQueryParameter(uri, 'st=T'), joined)
})

t.test('one of that name stays alone: the gate refuses two', async t => {
  for (const uri of ['a?st=U', 'a?b&st=U#c', 'a?st', 'a?st=']) t.equal(addQueryParameter(uri, 'st=T'), uri)
})
