import { randomBytes } from 'node:crypto'
import t from 'tap'
import { mintSecret } from '../../src/store/mint-secret.js'

t.test('formats 60 bits of the given randomness as 15 digits', t => {
  t.equal(mintSecret(count => new Uint8Array(count).fill(0xab)), 'bababababababab')
  t.equal(mintSecret(count => new Uint8Array(count)), '0'.repeat(15))
  t.match(mintSecret(randomBytes), /^[0-9a-f]{15}$/)
  t.end()
})
