import t from 'tap'
import { decodableCodings } from '../../../src/proxy/rewrite/content-codings.js'

t.test('only codings that the gate can decode are requested', async t => {
  for (const [given, requested] of [
    ['gzip, deflate, br, zstd', 'gzip, br'], ['GZIP;q=0.5,x-gzip', 'GZIP;q=0.5, x-gzip'], ['identity;q=0, br ; q=1', 'identity;q=0, br ; q=1'],
    ['zstd', 'identity'], ['*', 'identity'], ['', 'identity'], ['deflate', 'identity']
  ] as const) t.equal(decodableCodings(given), requested, given)
})
