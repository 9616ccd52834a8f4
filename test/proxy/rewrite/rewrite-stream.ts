import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import t from 'tap'
import { hasSameAuthority } from '../../../src/proxy/rewrite/has-same-authority.js'
import { rewriteDash } from '../../../src/proxy/rewrite/rewrite-dash.js'
import { rewriteHls } from '../../../src/proxy/rewrite/rewrite-hls.js'
import { rewriteStream } from '../../../src/proxy/rewrite/rewrite-stream.js'

const OPTIONS = { parameter: 'st=T', isSameAuthority: hasSameAuthority('gate.example') }

async function rewrite (pieces: readonly Buffer[], rewriter = rewriteHls(OPTIONS)): Promise<string> {
  const stream = rewriteStream(rewriter)
  const all = text(stream.setEncoding('latin1'))
  for (const piece of pieces) stream.write(piece)
  stream.end()
  return await all
}

t.test('text is rewritten byte for byte, however its characters are split', async t => {
  const playlist = Buffer.from('#EXTM3U\nvoilà.ts\n€\n\u{1f3ac}.ts')
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 40 }), async sizes => {
    let from = 0
    const pieces = sizes.map(size => {
      from += size
      return playlist.subarray(from - size, from)
    })
    const rewritten = await rewrite([...pieces, playlist.subarray(from)])
    t.equal(Buffer.from(rewritten, 'latin1').toString(), '#EXTM3U\nvoilà.ts?st=T\n€?st=T\n\u{1f3ac}.ts?st=T')
  }), { numRuns: 20 })
})

t.test('from the first chunk that is no text on, everything passes unchanged', async t => {
  for (const bad of ['a\0b\n', 'a\xff\n', '\xc3(\n', '\xed\xa0\x80\n']) {
    const playlist = Buffer.from(`#EXTM3U\na.ts\n${bad}b.ts`, 'latin1')
    t.equal(await rewrite([playlist]), playlist.toString('latin1'))
    t.equal(await rewrite([playlist.subarray(0, 13), playlist.subarray(13), Buffer.from('\nc.ts')]), `#EXTM3U\na.ts?st=T\n${bad}b.ts\nc.ts`)
    const manifest = Buffer.from(`<MPD><Location>a</Location>${bad}`, 'latin1')
    t.equal(await rewrite([manifest.subarray(0, 30), manifest.subarray(30)], rewriteDash(OPTIONS)), manifest.toString('latin1'))
  }
})

t.test('an error of the rewriter destroys the stream', async t => {
  for (const broken of ['write', 'end'] as const) {
    const rewriter = { ...rewriteHls(OPTIONS), [broken]: () => { throw new Error('no') } }
    await t.rejects(rewrite([Buffer.from('#EXTM3U\n')], rewriter), { message: 'no' })
  }
})
