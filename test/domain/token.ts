import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { composeToken, parseToken } from '../../src/domain/token.js'

const digits = (count: number, from = '0123456789abcdef'): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...from), { minLength: count, maxLength: count }).map(list => list.join(''))
const tag = fc.tuple(digits(15), digits(1, '89ab')).map(([free, variant]) => free + variant)
const secret = digits(15)

t.test('a composed token is parsed into the same parts', t => {
  fc.assert(fc.property(tag, secret, (viewerTag, secret) => {
    const token = composeToken(viewerTag, secret)
    t.strictSame(parseToken(token), { token, viewerTag, secret })
  }), { numRuns: 200 })
  t.end()
})

t.test('a composed token is a UUID of version 4 and the RFC variant', t => {
  fc.assert(fc.property(tag, secret, (viewerTag, secret) => {
    t.match(composeToken(viewerTag, secret), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }), { numRuns: 200 })
  t.end()
})

t.test('different parts never compose the same token', t => {
  fc.assert(fc.property(tag, secret, tag, secret, (tagA, secretA, tagB, secretB) => {
    t.equal(composeToken(tagA, secretA) === composeToken(tagB, secretB), tagA === tagB && secretA === secretB)
  }))
  t.end()
})

t.test('a token in upper case is the same token', t => {
  const token = randomUUID()
  t.strictSame(parseToken(token.toUpperCase()), parseToken(token))
  t.end()
})

t.test('a token under another version digit is the same token, not a second one', t => {
  const token = composeToken('0123456789abcde8', '0123456789abcde')
  const alias = token.slice(0, 14) + '7' + token.slice(15)
  t.not(alias, token)
  t.equal(parseToken(alias)?.token, token)
  t.end()
})

t.test('a UUID that no gate minted is parsed, because it is unknown and not malformed', t => {
  t.ok(parseToken('00000000-0000-0000-0000-000000000000'))
  t.end()
})

t.test('a text that is not shaped as a UUID is not a token', t => {
  const token = randomUUID()
  const others = ['', ' ', token.slice(1), token + '0', `${token}\n`, ` ${token.slice(1)}`, `{${token}}`, token.replaceAll('-', ''),
    token.replace('-', '_'), 'g' + token.slice(1), 'é' + token.slice(1), '\0' + token.slice(1), '-'.repeat(36), '0'.repeat(36)]
  for (const text of others) t.equal(parseToken(text), undefined, JSON.stringify(text))
  t.end()
})

t.test('any text can be parsed', t => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
    const parts = parseToken(text)
    t.ok(parts === undefined || parts.token.length === 36)
  }))
  t.end()
})

t.test('the tag comes before the secret, with the version between its digits', t => {
  t.equal(composeToken('0123456789abcdef', 'fedcba987654321'), '01234567-89ab-4cde-ffed-cba987654321')
  t.end()
})
