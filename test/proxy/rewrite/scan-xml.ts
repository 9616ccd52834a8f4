import fc from 'fast-check'
import t from 'tap'
import { DEPTH_MAX, scanXml, TAG_MAX } from '../../../src/proxy/rewrite/scan-xml.js'

function scan (chunks: readonly string[]) {
  const parts: string[] = []
  const scan = scanXml({
    open: (name, tag, empty) => { parts.push(`${empty ? 'empty' : 'open'} ${name} ${tag}`) },
    close: tag => { parts.push(`close ${tag}`) },
    text: text => { parts.push(`text ${text}`) },
    section: piece => { parts.push(`section ${piece}`) }
  })
  const isWellFormed = chunks.every(chunk => scan.write(chunk))
  return { parts, isWellFormed, isWhole: scan.isWhole(), rest: scan.rest() }
}

t.test('the parts of a document are reported in order', async t => {
  const { parts, isWhole } = scan(['<?xml version="1.0"?>\n<a b="1>2"><!-- <c> --><d/>text<![CDATA[<e>]]></a >'])
  t.same(parts, [
    'section <?xml version="1.0"?>', 'text \n', 'open a <a b="1>2">', 'section <!-- <c> -->', 'empty d <d/>', 'text text', 'section <![CDATA[<e>]]>', 'close </a >'
  ])
  t.equal(isWhole, true)
})

t.test('what was reported and what was not are the document, however it is split', async () => {
  const part = fc.constantFrom('<a>', '</a>', '<b c="d"/>', 'text', '<!-- x -->', '<![CDATA[ ]] ]]>', '<?p?>', '<', '>', '"', '<!DOCTYPE a>')
  fc.assert(fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (texts, sizes) => {
    const text = texts.join('')
    const chunks: string[] = []
    for (let at = 0, turn = 0; at < text.length; turn++) chunks.push(text.slice(at, at += sizes[turn % sizes.length] as number))
    const cut = scan(chunks)
    const whole = scan([text])
    if (cut.isWellFormed !== whole.isWellFormed || cut.isWhole !== whole.isWhole) return false
    const reported = cut.parts.map(line => line.replace(/^(?:open|empty) \S+ |^\w+ /, '')).join('')
    return !cut.isWellFormed || reported + cut.rest === text
  }), { numRuns: 2000 })
})

t.test('what is not well-formed is rejected', async t => {
  for (const text of ['text', '<a></b>', '</a>', '<a/><b/>', '<a b=c/>', '<a b="<"/>', '<1/>', '<!DOCTYPE a><a/>', `<a b="${'c'.repeat(TAG_MAX)}"/>`, '<a>'.repeat(DEPTH_MAX + 1)]) {
    t.equal(scan([text]).isWellFormed, false, text.slice(0, 30))
  }
})

t.test('an incomplete document is well-formed, but not whole', async t => {
  for (const text of ['<a', '<a>', '<a><!-- ', '<a></a', '']) t.match(scan([text]), { isWellFormed: true, isWhole: false }, text)
})
