import fc from 'fast-check'
import t from 'tap'
import { redactSecrets } from '../../../src/telemetry/log/redact-secrets.js'

const mask = (text: string): string => JSON.parse(redactSecrets(JSON.stringify({ text }))).text as string

t.test('only the start of a token is kept', async t => {
  t.equal(mask('no stream 0a1b2c3d-1111-4222-8333-444455556666 here'), 'no stream 0a1b2c3d-[redacted] here')
  t.equal(mask('0A1B2C3D-1111-4222-8333-444455556666'), '0A1B2C3D-[redacted]')
})

t.test('credentials in a text are redacted', async t => {
  t.equal(mask('sent Bearer abc.def-ghi= and more'), 'sent Bearer [redacted] and more')
  t.equal(mask('connecting to redis://user:hunter2@host:6379/0'), 'connecting to redis://[redacted]@host:6379/0')
  t.equal(mask('X-Stream-Session: s3cret'), 'X-Stream-Session: [redacted]')
  t.equal(mask('Cookie: a=1; b=2'), 'Cookie: [redacted]')
  t.equal(mask('password=hunter2'), 'password=[redacted]')
})

t.test('an ordinary line is not changed', async t => {
  const line = '{"level":"info","time":"2026-11-23T10:00:00.000Z","event":"listening","public":{"host":"::","port":8080},"password":null,"cookie":["a"],"msg":"at http://[::1]:8080/"}'
  t.equal(redactSecrets(line), line)
})

t.test('a redacted line stays JSON with the same fields', async t => {
  const word = fc.constantFrom('cookie', 'password', 'authorization', 'Bearer abc', 'x-stream-token', ': ', '=', '"', '\\', '\n', '://', 'u:p@', "'", '0a1b2c3d-1111-4222-8333-444455556666')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(word).map(words => words.join('')))
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('cookie', 'password', 'a', 'authorization'), fc.oneof(text, fc.integer(), fc.constant(null), fc.array(text))), fields => {
    const parsed = JSON.parse(redactSecrets(JSON.stringify(fields))) as object
    t.same(Object.keys(parsed), Object.keys(fields))
  }))
})
