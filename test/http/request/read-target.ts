import fc from 'fast-check'
import t from 'tap'
import { isRefusal } from '../../../src/domain/refusal.js'
import { isHost, readTarget } from '../../../src/http/request/read-target.js'

t.test('a target is kept byte for byte, and its path ends before the query', t => {
  const targets: Array<[string, string]> = [
    ['/film.mp4', '/film.mp4'],
    ['/streams?x=/../y?z', '/streams'],
    ['/a/../b', '/a/../b'],
    ['//evil.example/a', '//evil.example/a'],
    ['/a%2fb%2e%2e%00', '/a%2fb%2e%2e%00'],
    ['/a;b=c', '/a;b=c'],
    ['/a\\..\\b', '/a\\..\\b'],
    ['/?', '/'],
    ['/http://x/', '/http://x/']
  ]
  for (const [target, path] of targets) t.strictSame(readTarget(target), { target, path, host: undefined }, target)
  t.end()
})

t.test('an absolute target is split into its host and the rest, byte for byte', t => {
  const targets: Array<[string, string, string, string]> = [
    ['http://a.example/streams?x', '/streams?x', '/streams', 'a.example'],
    ['HTTP://a.example:8080/../b', '/../b', '/../b', 'a.example:8080'],
    ['https://[::1]:80/', '/', '/', '[::1]:80'],
    ['http://a.example', '/', '/', 'a.example'],
    ['http://a.example?x=/y', '/?x=/y', '/', 'a.example'],
    ['http://a.example//streams', '//streams', '//streams', 'a.example']
  ]
  for (const [raw, target, path, host] of targets) t.strictSame(readTarget(raw), { target, path, host }, raw)
  t.end()
})

t.test('anything that is not a request target is malformed', t => {
  const others = ['', '*', 'streams', '?x', 'a.example:443', 'http://', 'http:///x', 'http://?x', 'http:/a/x', 'http://user@a.example/', 'http://user:pw@a.example/x',
    'http://a b/', 'ftp://a.example/', 'httpx://a.example/', 'http://a.example:123456/', 'http://a.example:x/', 'http://[::1/', 'http://a\\b/', 'http://a%2eb/', 'javascript:alert(1)',
    '/a b', '/a#b', '/#', '/a\tb', '/a\0b', '/a\x7fb', '/a\r\nb', '/caf\xc3\xa9', '/\u0100', 'http://a.example/#x']
  for (const raw of others) t.match(readTarget(raw), { refused: 'malformed' }, JSON.stringify(raw))
  t.end()
})

t.test('an accepted target is unchanged and safe to write in a request line', t => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
    const read = readTarget('/' + text)
    t.ok(isRefusal(read) || (read.target === '/' + text && read.target.startsWith(read.path) && /^[!-~]+$/.test(read.target) && !read.target.includes('#')))
  }), { numRuns: 300 })
  t.end()
})

t.test('a host is a name or an address, with an optional port', t => {
  for (const host of ['', 'a', 'a.example', 'A_b.example:80', '127.0.0.1:1', '[::1]', '[2001:db8::1]:65535', 'a.example:', 'xn--caf-dma.example']) t.ok(isHost(host), host)
  for (const host of ['a b', 'a/b', 'a@b', 'a:b', 'a:1:2', '::1', '[::1', '[g]', 'a?b', 'a#b', 'a\\b', 'caf\xe9', 'a%62', 'a:123456', 'a\0', 'a\n', '"a"', '<a>']) t.notOk(isHost(host), host)
  t.end()
})
