import fc from 'fast-check'
import t from 'tap'
import { escapeXml, unescapeXml, XML_SYNTAX } from '../../../src/proxy/rewrite/xml-text.js'

t.test('references are replaced, unknown ones stay', async t => {
  for (const [text, unescaped] of [
    ['a&amp;b', 'a&b'], ['&lt;&gt;&quot;&apos;', '<>"\''], ['&#65;&#x42;', 'AB'], ['&other;', '&other;'], ['&#x110000;', '&#x110000;'], ['&', '&'], ['a;b', 'a;b']
  ] as const) t.equal(unescapeXml(text), unescaped, text)
})

t.test('what is escaped reads as before, and contains neither markup nor quotes', async () => {
  fc.assert(fc.property(fc.string(), text => unescapeXml(escapeXml(text)) === text && !/[<"']/.test(escapeXml(text))))
})

t.test('the # of a character reference begins no fragment', async t => {
  t.equal('a&#65;b'.search(XML_SYNTAX.fragment), -1)
  t.equal('a&#65;b#c'.search(XML_SYNTAX.fragment), 7)
})
