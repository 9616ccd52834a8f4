import t from 'tap'
import { manifestHeaders } from '../../../src/proxy/rewrite/manifest-headers.js'

t.test('headers about the upstream\'s bytes are removed, all others are unchanged', async t => {
  t.same(manifestHeaders([
    'content-Type', 'a', 'Content-Length', '1', 'CONTENT-ENCODING', 'gzip', 'Content-Range', 'bytes 0-0/1', 'Accept-Ranges', 'bytes', 'Content-MD5', 'x', 'Digest', 'x', 'Content-Digest', 'x',
    'Repr-Digest', 'x', 'Vary', 'Accept-Encoding', 'vary', 'Origin', 'Last-Modified', 'x', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'Cache-Control', 'no-store'
  ]), ['content-Type', 'a', 'Vary', 'Accept-Encoding', 'vary', 'Origin', 'Last-Modified', 'x', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'Cache-Control', 'private, no-store'])
})

t.test('entity tags become weak', async t => {
  t.same(manifestHeaders(['ETag', '"a"', 'etag', 'W/"b"']).slice(0, 4), ['ETag', 'W/"a"', 'etag', 'W/"b"'])
})

t.test('shared caches must not store it, whatever the upstream allows', async t => {
  for (const [given, expected] of [
    [[], 'private'],
    [['public, max-age=2, S-MAXAGE=60'], 'private, max-age=2'],
    [['max-age=2', 'Public'], 'private, max-age=2'],
    [['private,no-cache="a, b"'], 'private, no-cache="a, b"'],
    [['s-maxage'], 'private']
  ] as const) t.same(manifestHeaders(given.flatMap(value => ['cache-control', value])), ['Cache-Control', expected], given.join('; '))
  t.same(manifestHeaders(['CDN-Cache-Control', 'max-age=9', 'Cloudflare-CDN-Cache-Control', 'max-age=9', 'Surrogate-Control', 'max-age=9']), ['Cache-Control', 'private'])
})
