import t from 'tap'
import { hasSameAuthority } from '../../../src/proxy/rewrite/has-same-authority.js'

const same = ['a.ts', 'a/b/c.ts?x=1#y', '/root.ts', './a', '../a', '?x', 'a.ts?u=http://b', 'http://gate.example/a', 'HTTPS://GATE.example:443/a', '//gate.example/a', 'caf\xc3\xa9.ts', 'a b.ts', 'seg-{$n}.ts', 'a/{$n}.ts', './{$n}', '/a{$n}', 'http://gate.example/{$n}', 'high{$n}.ts', 'hd{$n}.ts', '/live/{$n}.ts']
const others = ['', 'http://evil.example/a', '//evil.example/a', '\\\\evil.example/a', '/\\evil.example/a', 'http:\\\\evil.example/a', 'data:text/plain,x', 'skd://key', 'urn:uuid:1', 'blob:http://gate.example/x',
  'http://gate.example:8080/a', 'http://gate.example@evil.example/', 'http://[', '{$host}/a', 'http://{$host}/a', 'http{$s}://cdn.example/a', 'HT{$rest}', '/{$path}/a', '/\t{$path}', '\\{$path}', '\\{$host}/a', 'http{$rest}', 'HTT{$rest}', ' {$url}', '\t{$url}', '//gate.example{$more}/a', 'http:{$rest}', 'a:b', ' http://evil.example/', '\thttp://evil.example/',
  'http:evil.example/a', 'https:evil.example/a', 'ht\ttp:evil.example/a', 'https:/evil.example/a', '/\t/evil.example/a', 'https:///evil.example/a']

t.test('relative references and URIs of the requested host have the same authority', async t => {
  const isSame = hasSameAuthority('gate.example')
  for (const uri of same) t.equal(isSame(uri), true, uri)
})

t.test('no other URI has, however it is written', async t => {
  const isSame = hasSameAuthority('gate.example')
  for (const uri of others) t.equal(isSame(uri), false, uri)
})

t.test('ports are part of the authority, except the default port', async t => {
  const isSame = hasSameAuthority('127.0.0.1:3000')
  t.equal(isSame('http://127.0.0.1:3000/a'), true)
  t.equal(isSame('http://127.0.0.1/a'), false)
})

t.test('without a Host, only relative references match', async t => {
  for (const host of [undefined, '', '%']) {
    t.equal(hasSameAuthority(host)('a.ts'), true)
    t.equal(hasSameAuthority(host)('http://gate.example/'), false)
  }
})

t.test('a long run of whitespace is scanned once', async t => {
  // If the search started again at each space, this would take hours.
  const blanks = '\x01'.repeat(4_000_000)
  t.equal(hasSameAuthority('gate.example')(`${blanks}a.ts`), true)
  t.equal(hasSameAuthority('gate.example')(`${blanks}{$url}`), false)
})
