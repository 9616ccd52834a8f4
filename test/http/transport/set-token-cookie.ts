import t from 'tap'
import { setTokenCookie } from '../../../src/http/transport/set-token-cookie.js'

t.test('the cookie is HttpOnly and has SameSite', async t => {
  t.equal(setTokenCookie({ name: 'st', path: '/live/', sameSite: 'lax' })('T', false), 'st=T; Path=/live/; HttpOnly; SameSite=Lax')
})

t.test('the cookie is Secure over TLS, and where browsers require it', async t => {
  t.match(setTokenCookie({ name: 'st', path: '/', sameSite: 'strict' })('T', true), /; SameSite=Strict; Secure$/)
  t.match(setTokenCookie({ name: 'st', path: '/', sameSite: 'none' })('T', false), /; SameSite=None; Partitioned; Secure$/)
  t.match(setTokenCookie({ name: '__Host-st', path: '/', sameSite: 'lax' })('T', false), /; Secure$/)
})

t.test('without a token the cookie is deleted', async t => {
  t.equal(setTokenCookie({ name: 'st', path: '/', sameSite: 'lax' })(undefined, true), 'st=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0')
})
