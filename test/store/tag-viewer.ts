import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { tagViewer } from '../../src/store/tag-viewer.js'

t.test('the tag of a viewer is 15 digits of its HMAC and two more bits', t => {
  fc.assert(fc.property(fc.string(), fc.string(), (key, viewer) => {
    const tag = tagViewer(key)(viewer)
    const digits = createHmac('sha256', key).update(viewer).digest('hex')
    return /^[0-9a-f]{15}[89ab]$/.test(tag) && tag.startsWith(digits.slice(0, 15)) && tag === tagViewer(key)(viewer)
  }))
  t.equal(tagViewer('key')('viewer'), '2a20e6faa7ec12b8')
  t.end()
})

t.test('the tag uses all four variant digits', t => {
  const last = new Set(Array.from({ length: 100 }, (_, index) => tagViewer('key')(`viewer ${index}`).at(-1)))
  t.same([...last].sort(), ['8', '9', 'a', 'b'])
  t.end()
})

t.test('another key gives another tag', t => {
  t.not(tagViewer('one')('ada'), tagViewer('other')('ada'))
  t.end()
})
