import t from 'tap'
import { addressRange } from '../../../src/config/types/address-range.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts addresses and CIDR ranges of both families', async t => {
  const ranges = ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '192.168.1.1/32', '::1', 'fd00::/8', '::/128']
  tryType(t, addressRange, {
    accepted: ranges.map(range => [range, range]),
    refused: ['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0/8', '::/129', 'fe80::1%eth0', '10.0.0.0/8/8', '10.0.0.0 /8', '[::1]']
  })
})
