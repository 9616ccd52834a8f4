import t from 'tap'
import { setTokenCookie } from '../../../src/http/transport/set-token-cookie.js'

t.test('scripts cannot read it, and other sites cannot have it sent', async t => {
  t.equal(setTokenCookie({ name: 'st', path: '/live/', sameSite: 'lax' })('T', false), 'st=T; Path=/live/; HttpOnly; SameSite=Lax')
})

t.test('over TLS, and wherever browsers insist on it, it does not travel without', async t => {
  t.match(setTokenCookie({ name: 'st', path: '/', sameSite: 'strict' })('T', true), /; SameSite=Strict; Secure$/)
  t.match(setTokenCookie({ name: 'st', path: '/', sameSite: 'none' })('T', false), /; SameSite=None; Partitioned; Secure$/)
  t.match(setTokenCookie({ name: '__Host-st', path: '/', sameSite: 'lax' })('T', false), /; Secure$/)
})

t.test('without a token it is taken away', async t => {
  t.equal(setTokenCookie({ name: 'st', path: '/', sameSite: 'lax' })(undefined, true), 'st=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0')
})
