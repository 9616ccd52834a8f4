import fc from 'fast-check'
import t, { type Test } from 'tap'
import { isOwnUri } from '../../../src/proxy/manifests/is-own-uri.js'
import { MARKUP_MAX, rewriteDash } from '../../../src/proxy/manifests/rewrite-dash.js'

function rewrite (text: string, size = text.length + 1): string {
  const rewriter = rewriteDash({ pair: 'st=T', isOwn: isOwnUri('gate.example') })
  let rewritten = ''
  for (let from = 0; from < text.length; from += size) rewritten += rewriter.write(text.slice(from, from + size))
  return rewritten + rewriter.end()
}
const within = (text: string): string => `<?xml version="1.0"?>\r\n<MPD a="1">${text}</MPD>\n`
/** Each sample rewritten, whole and byte by byte. */
function compare (t: Test, text: string, rewritten: string): void {
  t.equal(rewrite(within(text)), within(rewritten), text)
  t.equal(rewrite(within(text), 1), within(rewritten), `${text}, byte by byte`)
}

t.test('attributes that hold URIs carry the pair, and nothing else changes', async t => {
  for (const [text, rewritten] of [
    ['<SegmentTemplate media="s-$Number%05d$.m4s" initialization=\'i-$RepresentationID$.mp4\' timescale="1"/>', '<SegmentTemplate media="s-$Number%05d$.m4s?st=T" initialization=\'i-$RepresentationID$.mp4?st=T\' timescale="1"/>'],
    ['<SegmentTemplate media = "s?a=1&amp;b" />', '<SegmentTemplate media = "s?a=1&amp;b&amp;st=T" />'],
    ['<SegmentTemplate\n media="s" index="x" bitstreamSwitching="y"></SegmentTemplate>', '<SegmentTemplate\n media="s?st=T" index="x?st=T" bitstreamSwitching="y?st=T"></SegmentTemplate>'],
    ['<SegmentList><Initialization sourceURL="i"/><SegmentURL media="a" mediaRange="0-1"/></SegmentList>', '<SegmentList><Initialization sourceURL="i?st=T"/><SegmentURL media="a?st=T" mediaRange="0-1"/></SegmentList>'],
    ['<RepresentationIndex sourceURL="x"/><BitstreamSwitching sourceURL="y"/>', '<RepresentationIndex sourceURL="x?st=T"/><BitstreamSwitching sourceURL="y?st=T"/>'],
    ['<SegmentURL media="https://other.example/a"/>', '<SegmentURL media="https://other.example/a"/>'],
    ['<SegmentURL media="&#104;ttps://other.example/a"/>', '<SegmentURL media="&#104;ttps://other.example/a"/>'],
    ['<SegmentURL media="a>b"/>', '<SegmentURL media="a>b?st=T"/>'],
    ['<x:SegmentURL media="a"></x:SegmentURL>', '<x:SegmentURL media="a?st=T"></x:SegmentURL>'],
    ['<Other media="a" sourceURL="b"/>', '<Other media="a" sourceURL="b"/>'],
    ['<Period xlink:href="p.xml" xlink:actuate="onLoad"/>', '<Period xlink:href="p.xml?st=T" xlink:actuate="onLoad"/>'],
    ['<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>', '<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time?st=T"/>'],
    ['<UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="2026"/>', '<UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="2026"/>'],
    ['<!-- <SegmentURL media="a"/> --><![CDATA[<SegmentURL media="a"/>]]><?p media="a"?>', '<!-- <SegmentURL media="a"/> --><![CDATA[<SegmentURL media="a"/>]]><?p media="a"?>']
  ] as const) compare(t, text, rewritten)
})

t.test('a BaseURL that is the media carries it; one to resolve against stays', async t => {
  for (const [text, rewritten] of [
    ['<BaseURL>film.mp4</BaseURL><SegmentBase indexRange="0-1"/>', '<BaseURL>film.mp4?st=T</BaseURL><SegmentBase indexRange="0-1"/>'],
    ['<BaseURL> a/b.mp4?x=1 \n</BaseURL>', '<BaseURL> a/b.mp4?x=1&amp;st=T \n</BaseURL>'],
    ['<BaseURL>video/</BaseURL><SegmentTemplate media="s"/>', '<BaseURL>video/</BaseURL><SegmentTemplate media="s?st=T"/>'],
    ['<BaseURL><![CDATA[a?b&c]]></BaseURL>', '<BaseURL><![CDATA[a?b&c&st=T]]></BaseURL>'],
    ['<BaseURL></BaseURL><BaseURL/>', '<BaseURL></BaseURL><BaseURL/>'],
    ['<Location>live.mpd?x</Location><PatchLocation ttl="1">p.mpp</PatchLocation>', '<Location>live.mpd?x&amp;st=T</Location><PatchLocation ttl="1">p.mpp?st=T</PatchLocation>'],
    ['<Location>https://other.example/live.mpd</Location>', '<Location>https://other.example/live.mpd</Location>']
  ] as const) compare(t, text, rewritten)
})

t.test('what lies below a BaseURL of another host never gets it', async t => {
  const foreign = 'https://cdn.example/v/'
  for (const [text, rewritten] of [
    [`<BaseURL>${foreign}</BaseURL><Period><BaseURL>low/</BaseURL><SegmentTemplate media="s"/></Period>`, `<BaseURL>${foreign}</BaseURL><Period><BaseURL>low/</BaseURL><SegmentTemplate media="s"/></Period>`],
    [`<Period><BaseURL>${foreign}</BaseURL><SegmentURL media="s"/><Initialization sourceURL="i"/></Period><Period><SegmentURL media="s"/></Period>`,
      `<Period><BaseURL>${foreign}</BaseURL><SegmentURL media="s"/><Initialization sourceURL="i"/></Period><Period><SegmentURL media="s?st=T"/></Period>`],
    [`<BaseURL>${foreign}</BaseURL><BaseURL>own/</BaseURL><SegmentURL media="s"/>`, `<BaseURL>${foreign}</BaseURL><BaseURL>own/</BaseURL><SegmentURL media="s"/>`],
    [`<BaseURL>own/</BaseURL><BaseURL>${foreign}</BaseURL><SegmentURL media="s"/>`, `<BaseURL>own/</BaseURL><BaseURL>${foreign}</BaseURL><SegmentURL media="s"/>`],
    [`<BaseURL>${foreign}</BaseURL><Period><BaseURL>http://gate.example/x/</BaseURL><SegmentURL media="s"/></Period>`, `<BaseURL>${foreign}</BaseURL><Period><BaseURL>http://gate.example/x/</BaseURL><SegmentURL media="s?st=T"/></Period>`],
    [`<BaseURL>${foreign}</BaseURL><BaseURL>film.mp4</BaseURL>`, `<BaseURL>${foreign}</BaseURL><BaseURL>film.mp4?st=T</BaseURL>`],
    [`<BaseURL><![CDATA[${foreign}]]></BaseURL><SegmentURL media="s"/>`, `<BaseURL><![CDATA[${foreign}]]></BaseURL><SegmentURL media="s"/>`],
    ['<BaseURL>htt<![CDATA[ps://cdn.example/]]></BaseURL><SegmentURL media="s"/>', '<BaseURL>htt<![CDATA[ps://cdn.example/]]></BaseURL><SegmentURL media="s"/>'],
    [`<BaseURL>a<!-- b --></BaseURL><SegmentURL media="${foreign}"/>`, `<BaseURL>a<!-- b --></BaseURL><SegmentURL media="${foreign}"/>`]
  ] as const) compare(t, text, rewritten)
})

t.test('what is no manifest, or not well-formed, passes as it is from there on', async t => {
  for (const text of ['', 'text', '<html><SegmentURL media="a"/></html>', '<\0M\0P\0D\0', '<MPD', '<MPD ', '\xff\xfe<\0', '<!DOCTYPE MPD [<!ENTITY a "b">]><MPD><SegmentURL media="a"/></MPD>',
    '<MPD></Period><SegmentURL media="a"/></MPD>', '<MPD><BaseURL>a</MPD>', '<MPD><BaseURL>a', '<MPD><SegmentURL media="a', '<MPD><1 media="a"/><SegmentURL media="a"/>']) {
    t.equal(rewrite(text), text)
    t.equal(rewrite(text, 1), text)
  }
  const long = `<MPD><SegmentURL media="${'a'.repeat(2 * MARKUP_MAX)}"/><SegmentURL media="a"/></MPD>`
  t.ok(rewrite(long, 1000) === long)
})

t.test('bytes beyond ASCII, a byte order mark and declarations stay', async t => {
  const text = '\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><!-- \xe2\x82\xac --><MPD><Title>voil\xc3\xa0</Title><BaseURL>\xc3\xa0</BaseURL></MPD>'
  t.equal(rewrite(text, 3), text.replace('\xc3\xa0</BaseURL>', '\xc3\xa0?st=T</BaseURL>'))
})

t.test('5 MB are rewritten', async t => {
  const text = `<MPD>${'<SegmentURL media="segment.m4s" mediaRange="0-1000"/>\n'.repeat(100_000)}</MPD>`
  t.ok(text.length > 5_000_000)
  t.equal(rewrite(text, 16_384), text.replaceAll('segment.m4s', 'segment.m4s?st=T'))
})

const uri = fc.constantFrom('a.m4s', 'b/c.m4s?x=1', '../d', 'https://other.example/e', '//cdn.example/f', 'https://gate.example/g', 'h/')
const tree: fc.Arbitrary<string> = fc.letrec<{ node: string }>(tie => ({
  node: fc.oneof({ depthSize: 'small' },
    uri.map(uri => `<SegmentURL media="${uri}"/>`),
    uri.map(uri => `<Location>${uri}</Location>`),
    fc.constantFrom('text', '<!-- media="x" -->', '<Other media="x"/>'),
    fc.tuple(fc.option(uri), fc.array(tie('node'), { maxLength: 4 })).map(([base, inner]) => `<Period>${base === null ? '' : `<BaseURL>${base}</BaseURL>`}${inner.join('')}</Period>`))
})).node

t.test('a rewritten manifest differs in its own URIs alone, however it is cut', async () => {
  fc.assert(fc.property(fc.array(tree), fc.integer({ min: 1, max: 50 }), (nodes, size) => {
    const text = `<MPD>${nodes.join('\n')}</MPD>`
    const rewritten = rewrite(text, size)
    if (rewritten !== rewrite(text)) throw new Error('it depends on where it is cut')
    if (rewritten.replaceAll(/(?:\?|&amp;)st=T/g, '') !== text) throw new Error(rewritten)
    if (/(?:other|cdn)\.example[^"<]*st=T/.test(rewritten)) throw new Error(`another host gets it: ${rewritten}`)
  }), { numRuns: 2000 })
})
