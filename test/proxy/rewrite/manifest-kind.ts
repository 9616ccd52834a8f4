import t from 'tap'
import { kindOfPath, manifestKind } from '../../../src/proxy/rewrite/manifest-kind.js'

t.test('the type decides, or the file name if the type is generic', async t => {
  for (const [type, target, kind] of [
    ['application/vnd.apple.mpegurl', '/a', 'hls'],
    ['Audio/MPEGURL; charset=utf-8', '/a', 'hls'],
    ['application/dash+xml', '/a.m3u8', 'dash'],
    ['text/plain', '/a.M3U8?x=.mpd', 'hls'],
    ['application/xml', '/a.mpd', 'dash'],
    [undefined, '/a.m3u', 'hls'],
    ['text/html', '/a.m3u8', undefined],
    ['video/mp2t', '/a.ts', undefined],
    [undefined, '/a?b.mpd', undefined]
  ] as const) t.equal(manifestKind(type, target), kind, `${type} ${target}`)
})

t.test('the file name is what precedes the query', async t => {
  t.equal(kindOfPath('/a.mpd?x'), 'dash')
  t.equal(kindOfPath('/a?x.mpd'), undefined)
})
