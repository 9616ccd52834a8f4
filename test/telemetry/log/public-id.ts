import { createHmac } from 'node:crypto'
import t from 'tap'
import { publicId } from '../../../src/telemetry/log/public-id.js'

const TOKEN = '0a1b2c3d-1111-4222-8333-444455556666'

t.test('an id is the first 16 base64url characters of the keyed hash', async t => {
  const id = publicId('key')(TOKEN)
  t.match(id, /^[\w-]{16}$/)
  t.equal(id, createHmac('sha256', 'key').update(TOKEN).digest().subarray(0, 12).toString('base64url'))
})

t.test('a secret has the same id only under the same key', async t => {
  t.equal(publicId('key')(TOKEN), publicId('key')(TOKEN))
  t.not(publicId('key')(TOKEN), publicId('other')(TOKEN))
  t.not(publicId('key')(TOKEN), publicId('key')('ann'))
})
