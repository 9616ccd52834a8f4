import t from 'tap'
import { trimWhitespace } from '../../../src/proxy/rewrite/trim-whitespace.js'

t.test('the blanks of ASCII around a text go, and nothing else', async t => {
  for (const [text, trimmed] of [
    ['', ''], [' \t\r\n', ''], ['a', 'a'], [' a b\t\r\n', 'a b'], ['\xa0a\xa0', '\xa0a\xa0'], ['\x0ba\x0c', '\x0ba\x0c'], ['\0 a', '\0 a']
  ] as const) t.equal(trimWhitespace(text), trimmed, JSON.stringify(text))
})

t.test('a long run of blanks within is read once', async t => {
  // Where each blank begins the search anew, this takes hours.
  const text = `a${' '.repeat(4_000_000)}b`
  t.ok(trimWhitespace(` ${text} `) === text)
})
