import t from 'tap'
import { readTokenCookie, withoutTokenCookie } from '../../../src/http/transport/token-in-cookie.js'

const read = readTokenCookie('st')
const redact = withoutTokenCookie('st')

t.test('reads the cookie with its name and no other', async t => {
  for (const cookies of ['st=T', 'a=b; st=T', 'st=T;a=b', 'a;  st = T ; b=', 'st="T"', 'st=; st=T', 'st=T; st=T']) t.equal(read(cookies), 'T', cookies)
  for (const cookies of ['', 'ST=T', 'xst=T', 'st', 'a=st=T', 'st=']) t.equal(read(cookies), undefined, cookies)
})

t.test('two different tokens are refused', async t => {
  t.match(read('st=T; st=U'), { refused: 'malformed', detail: /st have different/ })
})

t.test('removes the token, and keeps the other cookies unchanged', async t => {
  t.equal(redact('a=b; st=T; c="d e"'), 'a=b; c="d e"')
  t.equal(redact('st=T; a=b'), 'a=b')
  t.equal(redact('st=T'), '')
  t.equal(redact('a=st;  b'), 'a=st;  b')
})
