import { text } from 'node:stream/consumers'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { createDecoder, decodableCodings } from '../../../src/proxy/rewrite/content-codings.js'

t.test('only codings that the gate can decode are requested', async t => {
  for (const [given, requested] of [
    ['gzip, deflate, br, zstd', 'gzip, br'], ['GZIP;q=0.5,x-gzip', 'GZIP;q=0.5, x-gzip'], ['identity;q=0, br ; q=1', 'identity;q=0, br ; q=1'],
    ['zstd', 'identity'], ['*', 'identity'], ['', 'identity'], ['deflate', 'identity']
  ] as const) t.equal(decodableCodings(given), requested, given)
})

t.test('a body is decoded by its Content-Encoding', async t => {
  for (const [coding, body] of [['gzip', gzipSync('text')], [' X-GZIP ', gzipSync('text')], ['deflate', deflateSync('text')], ['br', brotliCompressSync('text')]] as const) {
    const decoder = createDecoder(coding)
    if (decoder === undefined || decoder === 'unknown') t.fail(coding)
    else t.equal(await text(decoder.end(body)), 'text', coding)
  }
})

t.test('no coding needs no decoder, and an unknown one, or several, have none', async t => {
  for (const coding of [undefined, '', 'identity']) t.equal(createDecoder(coding), undefined)
  for (const coding of ['zstd', 'gzip, br']) t.equal(createDecoder(coding), 'unknown')
})
