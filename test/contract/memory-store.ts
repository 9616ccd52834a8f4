import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openMemoryStore } from '../../src/store/open-memory-store.js'
import { holdClock } from '../fixtures/hold-clock.js'
import { streamStoreContract } from '../fixtures/stream-store-contract.js'

const clock = holdClock()

await streamStoreContract(t, {
  gates: 1,
  pass: clock.advance,
  open: async t => {
    const store = openMemoryStore({ clock, randomBytes, tokenKey: 'key of the tests' })
    t.teardown(store.close)
    return [store]
  }
})
