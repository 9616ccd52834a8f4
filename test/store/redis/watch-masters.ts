import { Cluster, Redis } from 'ioredis'
import t from 'tap'
import { watchMasters } from '../../../src/store/redis/watch-masters.js'
import { freePort } from '../../fixtures/free-port.js'
import { startRedisCluster } from '../../fixtures/start-redis-cluster.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

t.test('reports a reconnection to a server, not the first connection', async t => {
  const port = await freePort()
  const redis = new Redis({ port, retryStrategy: () => 50 })
  redis.on('error', () => {})
  t.teardown(() => { redis.disconnect() })
  let changes = 0
  watchMasters({ redis, onChanged: () => { changes++ } })
  const first = await startRedis({ port })
  await until(() => redis.status === 'ready')
  t.equal(changes, 0)
  await first.stop()
  await until(() => redis.status !== 'ready')
  const second = await startRedis({ port })
  t.teardown(second.stop)
  await until(() => changes > 0)
  t.equal(changes, 1)
})

t.test('reports a reconnection to a server of a Cluster, and a new master', async t => {
  const cluster = await startRedisCluster()
  t.teardown(cluster.stop)
  const redis = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })), {
    clusterNodeRetryStrategy: () => 50,
    slotsRefreshInterval: 100
  })
  redis.on('error', () => {})
  t.teardown(() => { redis.disconnect() })
  await until(() => redis.status === 'ready')
  let changes = 0
  watchMasters({ redis, onChanged: () => { changes++ } })
  await Promise.all(redis.nodes('master').map(async node => await node.ping()))
  t.equal(changes, 0)

  const killed = redis.nodes('master')[0]
  killed?.stream.destroy()
  await until(() => changes > 0)
  t.equal(changes, 1)

  // A master joins and takes a slot, and ioredis connects to it.
  const port = await freePort()
  const joining = await startRedis({ port, args: ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())] })
  t.teardown(joining.stop)
  const operator = new Redis(port)
  t.teardown(() => { operator.disconnect() })
  await operator.call('CLUSTER', 'SET-CONFIG-EPOCH', 9)
  const [node] = redis.nodes('master')
  const [, bus] = await node?.config('GET', 'cluster-port') as string[]
  await operator.call('CLUSTER', 'MEET', String(node?.options.host), String(node?.options.port), String(bus))
  const id = String(await operator.call('CLUSTER', 'MYID'))
  const known = async (): Promise<boolean> => (await Promise.all(redis.nodes('master').map(async one => String(await one.call('CLUSTER', 'NODES'))))).every(text => text.includes(id))
  await until(known, 100)
  await operator.call('CLUSTER', 'SETSLOT', '0', 'NODE', id)
  for (const one of redis.nodes('master')) await one.call('CLUSTER', 'SETSLOT', '0', 'NODE', id)
  await until(async () => {
    await Promise.all(redis.nodes('master').map(async one => await one.ping()))
    return changes > 1
  }, 100)
  t.equal(changes, 2)
})
