import t from 'tap'
import { allowOrigin } from '../../../src/http/cors/allow-origin.js'

t.test('an exact origin matches only itself', async t => {
  const allow = allowOrigin(['https://a.example', 'http://b.example:8080'])
  t.equal(allow('https://a.example'), 'named')
  t.equal(allow('http://b.example:8080'), 'named')
  for (const origin of ['http://a.example', 'https://a.example:444', 'https://a.example.evil', 'https://x.a.example', 'null', '', '*']) t.equal(allow(origin), 'refused', origin)
})

t.test('a wildcard matches subdomains at any depth, of one scheme and port', async t => {
  const allow = allowOrigin(['https://*.a.example', 'http://*.b.example:81'])
  for (const origin of ['https://x.a.example', 'https://y.x.a.example', 'http://x-1.b.example:81']) t.equal(allow(origin), 'named', origin)
  for (const origin of ['https://a.example', 'http://x.a.example', 'https://x.a.example:8443', 'https://xa.example', 'https://evil/.a.example', 'https://u@x.a.example', 'https://.a.example', 'https://evil?.a.example', 'http://x.b.example']) {
    t.equal(allow(origin), 'refused', origin)
  }
})

t.test('with * any origin is allowed without cookies, and a named one with cookies', async t => {
  const allow = allowOrigin(['*', 'https://a.example'])
  t.equal(allow('https://a.example'), 'named')
  t.equal(allow('null'), 'any')
})
