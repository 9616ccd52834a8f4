import t from 'tap'
import { openTestStore } from '../fixtures/open-test-store.js'
import { startRedis } from '../fixtures/start-redis.js'
import { streamStoreContract } from '../fixtures/stream-store-contract.js'

t.setTimeout(90_000)

const server = await startRedis()
t.teardown(server.stop)
let opened = 0

await streamStoreContract(t, {
  gates: 2,
  // Redis has its own time.
  pass: () => {},
  open: async (t, count) => {
    // Each test has its own prefix, and so its own streams.
    const keyPrefix = `test ${opened++}:`
    return await Promise.all(Array.from({ length: count }, async () => await openTestStore(t, { port: server.port, keyPrefix })))
  }
})
