import t, { type Test } from 'tap'
import { startGate } from '../fixtures/start-gate.js'
import { startRedisCluster } from '../fixtures/start-redis-cluster.js'
import { startRedis } from '../fixtures/start-redis.js'
import { callStreams } from '../fixtures/streams-client.js'

t.setTimeout(300_000)

const ACQUIRES = 200
/** Redis may be late: no outage is the subject. */
const PATIENT = ['--redis-command-timeout', '10']

/** Fires all acquires at once, spread over the gates; returns how many got which status. */
async function burst (urls: readonly string[], session: string): Promise<Record<string, number>> {
  const said = await Promise.all(Array.from({ length: ACQUIRES }, (_, i) => callStreams(urls[i % urls.length] as string, { session })))
  const counts: Record<string, number> = {}
  for (const { status, code } of said) counts[`${status} ${code ?? ''}`.trim()] = (counts[`${status} ${code ?? ''}`.trim()] ?? 0) + 1
  return counts
}

async function startGates (t: Test, count: number, flags: string[]): Promise<string[]> {
  const gates = await Promise.all(Array.from({ length: count }, () => startGate({ flags: [...flags, '--log-level', 'info'] })))
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  return gates.map(gate => gate.ready.url)
}

t.test('200 acquires at once over 4 gates on one Redis: exactly 3 succeed, every time', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const urls = await startGates(t, 4, ['--redis-url', redis.url, ...PATIENT])
  for (const session of ['alice', 'bob', 'carol', 'dan', 'erin']) {
    t.same(await burst(urls, session), { 200: 3, '401 2': ACQUIRES - 3 }, session)
  }
})

t.test('the same over 4 gates on a Cluster of 3 masters', async t => {
  const cluster = await startRedisCluster()
  t.teardown(cluster.stop)
  const nodes = cluster.nodes.flatMap(({ host, port }) => ['--redis-cluster', `${host}:${port}`])
  const urls = await startGates(t, 4, [...nodes, ...PATIENT])
  for (const session of ['alice', 'bob', 'carol', 'dan', 'erin']) {
    t.same(await burst(urls, session), { 200: 3, '401 2': ACQUIRES - 3 }, session)
  }
})

t.test('the same in memory for one gate', async t => {
  const urls = await startGates(t, 1, [])
  for (const session of ['alice', 'bob', 'carol']) {
    t.same(await burst(urls, session), { 200: 3, '401 2': ACQUIRES - 3 }, session)
  }
})
