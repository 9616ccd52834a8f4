import t from 'tap'
import { httpToken, keyPrefix, parameterName, rawPath, nonEmptyText } from '../../../src/config/types/text.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts a token of RFC 9110 and nothing that would break a header', async t => {
  tryType(t, httpToken, { accepted: [['streamgate-edge.1', 'streamgate-edge.1'], ['!~', '!~']], refused: ['', 'a b', 'a,b', 'a:1', '(x)', 'a\r\nb', 'ä'] })
})

t.test('accepts names that a query contains without encoding', async t => {
  tryType(t, parameterName, { accepted: [['stream_token', 'stream_token'], ['a-b.c~1', 'a-b.c~1']], refused: ['', 'a b', 'a=b', 'a&b', 'a%20', 'ä', 'a+'] })
})

t.test('accepts paths as in a request line, without decoding', async t => {
  tryType(t, rawPath, {
    accepted: [['/', '/'], ['/a/b.m3u8', '/a/b.m3u8'], ['/a%2Fb', '/a%2Fb'], ['/a,b;c=1', '/a,b;c=1'], ['//x/../y', '//x/../y']],
    refused: ['', 'a', 'http://h/a', '/a?b', '/a#b', '/a b', '/ä', '/a\n']
  })
})

t.test('accepts any line of text except an empty one', async t => {
  tryType(t, nonEmptyText, { accepted: [['x', 'x'], [' a b ', ' a b '], ['ключ', 'ключ']], refused: ['', 'a\nb', 'a\0b'] })
})

t.test('accepts visible text that adds no hash tag to keys', async t => {
  tryType(t, keyPrefix, {
    accepted: [['streamgate:', 'streamgate:'], ['a|b~', 'a|b~'], ['x'.repeat(64), 'x'.repeat(64)]],
    refused: ['', 'a b', '{a}', 'a{', 'a}', 'é', 'x'.repeat(65)]
  })
})
