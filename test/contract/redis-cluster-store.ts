import t from 'tap'
import { openTestStore } from '../fixtures/open-test-store.js'
import { startRedisCluster } from '../fixtures/start-redis-cluster.js'
import { streamStoreContract } from '../fixtures/stream-store-contract.js'

t.setTimeout(120_000)

const cluster = await startRedisCluster()
t.teardown(cluster.stop)
let opened = 0

await streamStoreContract(t, {
  gates: 3,
  // Redis has its own time.
  pass: () => {},
  open: async (t, count) => {
    // Each test has its own prefix, and so its own streams.
    const keyPrefix = `test ${opened++}:`
    return await Promise.all(Array.from({ length: count }, async () => await openTestStore(t, { mode: 'cluster', nodes: cluster.nodes, keyPrefix })))
  }
})
