import t from 'tap'
import { takeTokenFromPath, withoutTokenInPath } from '../../../src/http/transport/token-in-path.js'

const TOKEN = '0b6f4a52-8d0c-4f0e-9d3a-1c2b3a4d5e6f'

t.test('removes the token and keeps the rest byte for byte', async t => {
  for (const [target, rest] of [
    [`/~${TOKEN}/live/main.m3u8`, '/live/main.m3u8'],
    [`/~${TOKEN}//a/%2e./b?x=/~y#`, '//a/%2e./b?x=/~y#'],
    [`/~${TOKEN}/`, '/'],
    [`/~${TOKEN}`, '/'],
    [`/~${TOKEN}?x`, '/?x'],
    [`/%7e${TOKEN}/a`, '/a'],
    [`/%7E${TOKEN}/a`, '/a']
  ] as const) t.strictSame(takeTokenFromPath(target), { token: TOKEN, rest })
  t.strictSame(takeTokenFromPath(`/~${TOKEN.toUpperCase()}/a`), { token: TOKEN.toUpperCase(), rest: '/a' })
})

t.test('a path that does not start with /~ has no token', async t => {
  for (const target of ['/', '/a', `/a/~${TOKEN}/b`, `//~${TOKEN}/a`, `/a?~${TOKEN}`, '/%7', '/%41/a']) t.equal(takeTokenFromPath(target), undefined, target)
})

t.test('exactly one valid token must follow /~', async t => {
  for (const target of ['/~', '/~/', '/~bob/a', `/~${TOKEN}x/a`, `/~${TOKEN.slice(1)}/a`, `/~${TOKEN}%2fa`, '/%7e/']) t.match(takeTokenFromPath(target), { refused: 'malformed' }, target)
  t.match(takeTokenFromPath(`/~${TOKEN}/~${TOKEN}/a`), { refused: 'malformed', detail: /two tokens/ })
})

t.test('the token is removed from any URL', async t => {
  t.equal(withoutTokenInPath(`https://a.example/~${TOKEN}/live/main.m3u8?x#y`), 'https://a.example/live/main.m3u8?x#y')
  t.equal(withoutTokenInPath(`/%7e${TOKEN}/a /~${TOKEN}`), '/a ')
  t.equal(withoutTokenInPath('https://a.example/~bob/'), 'https://a.example/~bob/')
  t.equal(withoutTokenInPath(`/~${TOKEN}x/`), `/~${TOKEN}x/`)
  t.equal(withoutTokenInPath(`https://a.example/?u=https%3A%2F%2Fb.example%2F%7E${TOKEN}%2Fa&v=/~${TOKEN}`), 'https://a.example/?u=https%3A%2F%2Fb.example%2Fa&v=')
})
