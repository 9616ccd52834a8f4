import t from 'tap'
import { trimWhitespace } from '../../../src/proxy/rewrite/trim-whitespace.js'

t.test('ASCII whitespace around a text is removed, and nothing else', async t => {
  for (const [text, trimmed] of [
    ['', ''], [' \t\r\n', ''], ['a', 'a'], [' a b\t\r\n', 'a b'], ['\xa0a\xa0', '\xa0a\xa0'], ['\x0ba\x0c', '\x0ba\x0c'], ['\0 a', '\0 a']
  ] as const) t.equal(trimWhitespace(text), trimmed, JSON.stringify(text))
})

t.test('a long run of spaces within is scanned once', async t => {
  // If the search started again at each space, this would take hours.
  const text = `a${' '.repeat(4_000_000)}b`
  t.ok(trimWhitespace(` ${text} `) === text)
})
