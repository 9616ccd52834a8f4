import { Redis } from 'ioredis'
import t from 'tap'
import { tagViewer } from '../../../src/store/tag-viewer.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { freePort } from '../../fixtures/free-port.js'
import { openTestStore } from '../../fixtures/open-test-store.js'
import { startRedisCluster } from '../../fixtures/start-redis-cluster.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }

t.test('follows a slot that has moved to another master', async t => {
  const cluster = await startRedisCluster()
  t.teardown(cluster.stop)
  const store = await openTestStore(t, { mode: 'cluster', nodes: cluster.nodes.slice(0, 1), keyPrefix: 'gate:' })
  await store.ping()
  const operators = cluster.nodes.map(({ port, host }) => new Redis(port, host))
  t.teardown(() => { for (const operator of operators) operator.disconnect() })
  const slot = Number(await operators[0]?.cluster('KEYSLOT', `gate:${tagViewer('key of the tests')('ada')}`))
  const owner = Math.floor(slot * 3 / 16384)
  const heir = String(await operators[(owner + 1) % 3]?.call('CLUSTER', 'MYID'))
  for (const operator of operators) await operator.call('CLUSTER', 'SETSLOT', slot, 'NODE', heir)
  t.match(await store.acquire(ACQUIRE), { granted: true, active: 1 })
  t.equal(await operators[(owner + 1) % 3]?.dbsize(), 1)
})

t.test('faults in time for viewers whose master hangs, serves the others, and subscribes at another master', async t => {
  const cluster = await startRedisCluster({ args: ['--cluster-node-timeout', '60000'] })
  t.teardown(cluster.stop)
  const store = await openTestStore(t, { mode: 'cluster', nodes: cluster.nodes, connectTimeoutMs: 1000, commandTimeoutMs: 500 })
  const names = Array.from({ length: 30 }, (_, index) => `viewer ${index}`)
  await Promise.all(names.map(async viewer => await store.acquire({ ...ACQUIRE, viewer })))
  cluster.nodes[0]?.pause()
  t.teardown(() => { cluster.nodes[0]?.resume() })
  const outcomes = await Promise.all(names.map(async viewer => await store.acquire({ ...ACQUIRE, viewer }).then(() => 'answered', (error: { code: string }) => error.code)))
  t.same([...new Set(outcomes)].sort(), ['STORE_UNREACHABLE', 'answered'])
  await until(async () => await store.ping().then(() => true, () => false))
  cluster.nodes[0]?.resume()
  for (const viewer of names) await until(async () => await store.acquire({ ...ACQUIRE, viewer }).then(() => true, () => false))
  await until(() => store.subscription().sinceMs)
})

t.test('finds the Cluster again after all of it was unavailable', async t => {
  const cluster = await startRedisCluster()
  const log = collectLog()
  const store = await openTestStore(t, { mode: 'cluster', nodes: cluster.nodes, commandTimeoutMs: 500, log })
  t.match(await store.acquire(ACQUIRE), { granted: true })
  await cluster.stop()
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_UNREACHABLE' })
  await until(() => log.lines.some(line => line.startsWith('warn: redis connection lost, reconnecting')))

  await startOneNode(t, cluster.nodes[1]?.port ?? 0)
  t.match(await until(async () => await store.acquire(ACQUIRE).catch(() => undefined), 50), { granted: true, active: 1 })
  await until(() => store.subscription().sinceMs)
  await until(() => log.lines.includes('info: redis is available again'))
})

t.test('opens without a Cluster, faults, and works when there is one', async t => {
  const port = await freePort()
  const store = await openTestStore(t, { mode: 'cluster', nodes: [{ host: '127.0.0.1', port }], connectTimeoutMs: 300, commandTimeoutMs: 300 })
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_UNREACHABLE' })
  await t.rejects(store.ping(), { code: 'STORE_UNREACHABLE' })
  await t.rejects(store.countActive(), { code: 'STORE_UNREACHABLE' })
  await startOneNode(t, port)
  t.match(await until(async () => await store.acquire(ACQUIRE).catch(() => undefined), 50), { granted: true, active: 1 })
  await until(() => store.subscription().sinceMs)
})

/** A Cluster of one node. It needs its address as an option, because there is no other node that reports it. */
async function startOneNode (t: { teardown: (close: () => unknown) => void }, port: number): Promise<void> {
  const node = await startRedis({
    port,
    args: ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-announce-ip', '127.0.0.1']
  })
  t.teardown(node.stop)
  const operator = new Redis(port, node.host)
  await operator.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16383)
  operator.disconnect()
}
