import type { Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { rewriteManifest, type RewrittenManifest } from '../../../src/proxy/rewrite/rewrite-manifest.js'

const TYPE = ['Content-Type', 'audio/mpegurl']

function rewrite ({ status = 200, headers = TYPE, target = '/a', bodiless = false } = {}): RewrittenManifest | undefined {
  return rewriteManifest({ parameter: 'st=T', status, headers, target, host: 'a.test', bodiless })
}

t.test('a manifest is piped through a rewriter, and through a decoder before it', async t => {
  const playlist = '#EXTM3U\na.ts\n'
  for (const [coding, body] of [['identity', Buffer.from(playlist)], ['gzip', gzipSync(playlist)]] as const) {
    const { through = [], status, headers } = rewrite({ headers: [...TYPE, 'Content-Encoding', coding] }) ?? {}
    t.equal(status, 200)
    t.same(headers, [...TYPE, 'Cache-Control', 'private'])
    const [first, last] = [through[0] as Transform, through.at(-1) as Transform]
    if (first !== last) first.pipe(last)
    first.end(body)
    t.equal((await buffer(last)).toString(), '#EXTM3U\na.ts?st=T\n', coding)
  }
})

t.test('a response without a body gets the same headers', async t => {
  t.match(rewrite({ bodiless: true, headers: [...TYPE, 'Content-Length', '9'] }), { status: 200, headers: [...TYPE, 'Cache-Control', 'private'], through: [] })
  t.match(rewrite({ status: 304, headers: ['ETag', '"a"'], target: '/a.m3u8' }), { status: 304, headers: ['ETag', 'W/"a"', 'Cache-Control', 'private'], through: [] })
})

t.test('a range that is the whole manifest becomes a 200', async t => {
  t.equal(rewrite({ status: 206, headers: [...TYPE, 'Content-Range', 'bytes 0-8/9'] })?.status, 200)
})

t.test('every other response is forwarded unchanged', async t => {
  for (const response of [
    { status: 404 },
    { status: 206, headers: [...TYPE, 'Content-Range', 'bytes 0-7/9'] },
    { status: 206 },
    { status: 304 },
    { headers: ['Content-Type', 'video/mp2t'] },
    { headers: [...TYPE, 'Content-Length', '0'] },
    { headers: [...TYPE, 'Content-Encoding', 'zstd'] },
    { headers: [...TYPE, 'Content-Encoding', 'gzip', 'Content-Encoding', 'br'] }
  ]) t.equal(rewrite(response), undefined, JSON.stringify(response))
})
