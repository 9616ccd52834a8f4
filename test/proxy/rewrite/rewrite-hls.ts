import fc from 'fast-check'
import t from 'tap'
import { hasSameAuthority } from '../../../src/proxy/rewrite/has-same-authority.js'
import { LINE_MAX, rewriteHls } from '../../../src/proxy/rewrite/rewrite-hls.js'

const PARAMETER = 'st=T'

function rewrite (text: string, sizes: readonly number[] = [text.length], parameter = PARAMETER): string {
  const rewriter = rewriteHls({ parameter, isSameAuthority: hasSameAuthority('gate.example') })
  let rewritten = ''
  let from = 0
  for (const size of sizes) {
    rewritten += rewriter.write(text.slice(from, from + size))
    from += size
  }
  return rewritten + rewriter.write(text.slice(from)) + rewriter.end()
}

t.test('the parameter is added to URIs of segments and playlists, and nothing else changes', async t => {
  t.equal(rewrite(`#EXTM3U
#EXT-X-VERSION:7
#EXTINF:2.0,a title, with URI="x"
segment.ts
#EXTINF:2.0,
dir/segment.ts?x=1&y#f
https://gate.example/segment.ts
https://other.example/segment.ts
# a comment.ts
 \t# an indented one.ts

  padded.ts \t
segment.ts?st=U
segment.ts?
#EXT-X-ENDLIST`), `#EXTM3U
#EXT-X-VERSION:7
#EXTINF:2.0,a title, with URI="x"
segment.ts?st=T
#EXTINF:2.0,
dir/segment.ts?x=1&y&st=T#f
https://gate.example/segment.ts?st=T
https://other.example/segment.ts
# a comment.ts
 \t# an indented one.ts

  padded.ts?st=T \t
segment.ts?st=U
segment.ts?&st=T
#EXT-X-ENDLIST`)
})

t.test('the parameter is added to attributes that contain URIs', async t => {
  for (const [tag, rewritten] of [
    ['#EXT-X-KEY:METHOD=AES-128,URI="key?a,b=c",IV=0x1', '#EXT-X-KEY:METHOD=AES-128,URI="key?a,b=c&st=T",IV=0x1'],
    ['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="a"', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="a"'],
    ['#EXT-X-KEY:METHOD=NONE', '#EXT-X-KEY:METHOD=NONE'],
    ['#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"', '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k?st=T"'],
    ['#EXT-X-MAP:URI="init.mp4",BYTERANGE="100@0"', '#EXT-X-MAP:URI="init.mp4?st=T",BYTERANGE="100@0"'],
    ['#EXT-X-MEDIA:TYPE=AUDIO,NAME="URI=\'x\', or so",URI="a.m3u8"', '#EXT-X-MEDIA:TYPE=AUDIO,NAME="URI=\'x\', or so",URI="a.m3u8?st=T"'],
    ['#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1, URI="i.m3u8"', '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1, URI="i.m3u8?st=T"'],
    ['#EXT-X-PART:DURATION=0.3,URI="p.mp4",INDEPENDENT=YES', '#EXT-X-PART:DURATION=0.3,URI="p.mp4?st=T",INDEPENDENT=YES'],
    ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="n.mp4"', '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="n.mp4?st=T"'],
    ['#EXT-X-RENDITION-REPORT:URI="../b/x.m3u8",LAST-MSN=3', '#EXT-X-RENDITION-REPORT:URI="../b/x.m3u8?st=T",LAST-MSN=3'],
    ['#EXT-X-SESSION-DATA:DATA-ID="a",URI="d.json"', '#EXT-X-SESSION-DATA:DATA-ID="a",URI="d.json?st=T"'],
    ['#EXT-X-CONTENT-STEERING:SERVER-URI="/steer",PATHWAY-ID="a"', '#EXT-X-CONTENT-STEERING:SERVER-URI="/steer?st=T",PATHWAY-ID="a"'],
    ['#EXT-X-DATERANGE:ID="ad",X-ASSET-URI="https://ads.example/x",X-ASSET-LIST="/ads"', '#EXT-X-DATERANGE:ID="ad",X-ASSET-URI="https://ads.example/x",X-ASSET-LIST="/ads?st=T"'],
    ['#EXT-X-STREAM-INF:BANDWIDTH=1,URI="x"', '#EXT-X-STREAM-INF:BANDWIDTH=1,URI="x"'],
    ['#EXT-X-UNKNOWN:URI="x"', '#EXT-X-UNKNOWN:URI="x"'],
    ['#EXT-X-MAP:URI="never closed', '#EXT-X-MAP:URI="never closed'],
    ['#EXT-X-MAP:URI="{$base}/init.mp4"', '#EXT-X-MAP:URI="{$base}/init.mp4"'],
    ['#EXT-X-MAP:URI=""', '#EXT-X-MAP:URI=""']
  ]) t.equal(rewrite(`#EXTM3U\n${tag}\n`), `#EXTM3U\n${rewritten}\n`)
})

t.test('line ends, a byte order mark and bytes beyond ASCII are unchanged', async t => {
  t.equal(rewrite('\xef\xbb\xbf#EXTM3U\r\na.ts\r\n\r\nb.ts'), '\xef\xbb\xbf#EXTM3U\r\na.ts?st=T\r\n\r\nb.ts?st=T')
  t.equal(rewrite('#EXTM3U\nvoil\xc3\xa0\n\xff.ts\n'), '#EXTM3U\nvoil\xc3\xa0?st=T\n\xff.ts?st=T\n')
})

t.test('content that does not begin like a playlist passes unchanged', async t => {
  for (const text of ['', '\n#EXTM3U\na.ts', 'a.ts\nb.ts', '#EXTM3U8\na.ts', '<html>\na.ts', '\0#EXTM3U\na.ts', ' #EXTM3U\na.ts']) t.equal(rewrite(text), text)
})

t.test('a line that is no text passes unchanged, and the next one is rewritten', async t => {
  const long = 'a'.repeat(LINE_MAX * 3)
  t.equal(rewrite(`#EXTM3U\n${long}\nb.ts\na\0.ts\nc.ts`, Array.from({ length: 50 }, () => 5000)), `#EXTM3U\n${long}\nb.ts?st=T\na\0.ts\nc.ts?st=T`)
  t.equal(rewrite(`#EXTM3U\n${long}\nb.ts`), `#EXTM3U\n${long}\nb.ts?st=T`)
})

t.test('an abandoned rest is returned unchanged', async t => {
  const rewriter = rewriteHls({ parameter: PARAMETER, isSameAuthority: () => true })
  t.equal(rewriter.write('#EXTM3U\na.ts\nb.t') + rewriter.abandon(), `#EXTM3U\na.ts?${PARAMETER}\nb.t`)
})

t.test('5 MB are rewritten', async t => {
  const lines = Array.from({ length: 180_000 }, (_, index) => `#EXTINF:2.000000,\nsegment-${index}.ts`)
  const text = `#EXTM3U\n${lines.join('\n')}\n`
  t.ok(text.length > 5_000_000)
  const rewritten = rewrite(text, Array.from({ length: Math.ceil(text.length / 16_384) }, () => 16_384))
  t.equal(rewritten, text.replace(/^segment.*$/gm, '$&?st=T'))
})

const uri = fc.oneof(
  fc.stringMatching(/^[a-z0-9_./%-]{1,20}$/).map(path => ({ path, own: hasSameAuthority('gate.example')(path) })),
  fc.stringMatching(/^[a-z0-9_.-]{1,10}\?[a-z0-9=&]{1,10}$/).map(path => ({ path, own: true })),
  fc.constantFrom('https://other.example/x.ts', 'skd://k', 'data:,x', '//cdn.example/a').map(path => ({ path, own: false }))
)
const line = fc.oneof(
  uri.map(({ path, own }) => ({ line: path, own })),
  uri.map(({ path, own }) => ({ line: `#EXT-X-PART:DURATION=1,URI="${path}",NAME="a,b"`, own })),
  fc.constantFrom('', '#', '#EXTINF:2,URI="x"', '#EXT-X-ENDLIST', '# note', '#EXT-X-BYTERANGE:1@2').map(line => ({ line, own: false }))
)

t.test('a rewritten playlist differs only in URIs of the same authority, however it is split', async () => {
  fc.assert(fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.array(fc.integer({ min: 1, max: 40 })), (lines, eol, last, sizes) => {
    const text = ['#EXTM3U', ...lines.map(({ line }) => line)].join(eol) + (last ? eol : '')
    // A name that none of these URIs contains by chance: such a URI would not be changed.
    const rewritten = rewrite(text, sizes, 'ST=T')
    const without = rewritten.replaceAll(/[?&]ST=T|(?<=\?)ST=T/g, '')
    if (without !== text) throw new Error(`${JSON.stringify(rewritten)} of ${JSON.stringify(text)}`)
    const carrying = rewritten.split(eol).filter(line => line.includes('ST=T')).length
    if (carrying !== lines.filter(({ own }) => own).length) throw new Error(`${carrying} carry it: ${JSON.stringify(rewritten)}`)
  }), { numRuns: 2000 })
})
