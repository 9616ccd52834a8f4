import t from 'tap'
import { urisInTag } from '../../../src/proxy/rewrite/uris-in-tag.js'

const textsIn = (name: string, tag: string): string[] => [...urisInTag(name, tag)].map(({ text }) => text)

t.test('URIs are found with their offsets, in order', async t => {
  const tag = '<SegmentTemplate\n media = "m"\tx="no" initialization=\' i \'/>'
  t.strictSame([...urisInTag('SegmentTemplate', tag)], [
    { at: tag.indexOf('m"'), text: 'm', resolved: 'within' },
    { at: tag.indexOf('i \''), text: 'i', resolved: 'within' }
  ])
})

t.test('an attribute whose value looks like another attribute is one', async t => {
  t.strictSame(textsIn('SegmentURL', '<SegmentURL media="a index=\'b\'" index="c"/>'), ['a index=\'b\'', 'c'])
})

t.test('UTCTiming contains URIs only in HTTP schemes', async t => {
  const tag = (scheme: string): string => `<UTCTiming schemeIdUri="urn:mpeg:dash:utc:${scheme}:2014" value="a  b"/>`
  t.strictSame(textsIn('UTCTiming', tag('http-iso')), ['a', 'b'])
  t.strictSame(textsIn('UTCTiming', tag('ntp')), [])
})

t.test('a long name is scanned once', async t => {
  // If the search started again at each letter, this would take hours.
  const name = 'A'.repeat(4_000_000)
  t.strictSame(textsIn(name, `<${name} xlink:href="x"/>`), ['x'])
})
