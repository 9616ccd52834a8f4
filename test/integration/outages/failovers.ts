import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { playStreams } from '../../fixtures/play-streams.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedisCluster } from '../../fixtures/start-redis-cluster.js'
import { startRedisSentinel } from '../../fixtures/start-redis-sentinel.js'
import { until } from '../../fixtures/until.js'

// A sentinel that finds its clock has jumped decides nothing for 30 s.
t.setTimeout(300_000)

const origin = await startOrigin()
t.teardown(origin.stop)

/** Plays the streams of viewers at their limit through three gates while `breakIt` runs, and holds it to the promises. */
async function playThrough (t: Test, { redis, breakIt, viewers = 8 }: { redis: readonly string[], breakIt: () => Promise<void>, viewers?: number }): Promise<void> {
  const flags = ['--upstream', origin.ready, '--expiry', '8', '--acquire-rate', '0', '--log-level', 'info', ...redis]
  const gates = await Promise.all([1, 2, 3].map(async () => await startGate({ flags })))
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  const playing = await playStreams({ urls: gates.map(gate => gate.ready.url), path: '/main.m3u8', viewers, limit: 3, intervalMs: 300 })
  // Who was never heard of cannot be remembered.
  for (const gate of gates) await until(async () => await readMetric(gate.ready.adminUrl, 'streamgate_streams_known') >= playing.held.length, 50)
  await breakIt()
  playing.probed()
  // All is normal again when everybody is told that the limit is reached, for longer than a stream lives.
  await until(async () => {
    await wait(500)
    const probed = playing.probed()
    t.comment(`tried to get more ${JSON.stringify(probed)}`)
    return Object.keys(probed).join() === '401'
  })
  await wait(9000)
  await playing.stop()
  const [watched, probed] = [playing.watched(), playing.probed()]
  t.comment(`watched ${JSON.stringify(watched)}, tried to get more ${JSON.stringify(probed)}`)
  t.same(Object.keys(watched), ['200'], 'every request for video was answered')
  t.notOk('200' in probed, 'and nobody was granted one too many')
  for (const gate of gates) t.equal(await readMetric(gate.ready.adminUrl, 'streamgate_store_subscribed'), 1)
}

t.test('a Sentinel fails over to the replica', async t => {
  const { sentinel, master, masterName, stop } = await startRedisSentinel()
  t.teardown(stop)
  await playThrough(t, {
    redis: ['--redis-sentinel', `127.0.0.1:${sentinel.port}`, '--redis-sentinel-master', masterName],
    breakIt: master.stop
  })
})

t.test('a Sentinel fails over to a replica that had lost everything', async t => {
  const { sentinel, master, replica, masterName, stop } = await startRedisSentinel()
  t.teardown(stop)
  await playThrough(t, {
    redis: ['--redis-sentinel', `127.0.0.1:${sentinel.port}`, '--redis-sentinel-master', masterName],
    breakIt: async () => {
      const operator = new Redis(replica.port)
      await master.stop()
      await operator.config('SET', 'replica-read-only', 'no')
      await operator.flushall()
      operator.disconnect()
    }
  })
})

t.test('a master of a Cluster is killed, and its replica takes over', async t => {
  const cluster = await startRedisCluster({ withReplicas: true })
  t.teardown(cluster.stop)
  await playThrough(t, {
    redis: ['--redis-cluster', ...cluster.nodes.map(({ port }) => `127.0.0.1:${port}`)],
    breakIt: async () => {
      const operator = new Redis(cluster.replicas[0]?.port ?? 0)
      await cluster.nodes[0]?.stop()
      await until(async () => String(await operator.info('replication')).includes('role:master'), 50)
      operator.disconnect()
    }
  })
})

t.test('slots of a Cluster move to another master, key by key', async t => {
  const cluster = await startRedisCluster()
  t.teardown(cluster.stop)
  await playThrough(t, {
    // So many that each master has some.
    viewers: 30,
    redis: ['--redis-cluster', ...cluster.nodes.map(({ port }) => `127.0.0.1:${port}`)],
    breakIt: async () => {
      const [from, to] = cluster.nodes.slice(0, 2).map(({ port }) => new Redis(port)) as [Redis, Redis]
      const [source, target] = [String(await from.call('CLUSTER', 'MYID')), String(await to.call('CLUSTER', 'MYID'))]
      let moved = 0
      for (let slot = 0; slot < 16384 / 3 && moved < 15; slot++) {
        const keys = await from.call('CLUSTER', 'GETKEYSINSLOT', slot, 100) as string[]
        if (keys.length === 0) continue
        moved += keys.length
        await to.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source)
        await from.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target)
        // Meanwhile the gates are sent from one to the other.
        await wait(50)
        for (const key of await from.call('CLUSTER', 'GETKEYSINSLOT', slot, 100) as string[]) {
          await from.call('MIGRATE', '127.0.0.1', cluster.nodes[1]?.port ?? 0, key, 0, 5000)
        }
        for (const node of [to, from]) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', target)
      }
      t.ok(moved >= 10, `${moved} keys were moved`)
      for (const node of [from, to]) node.disconnect()
    }
  })
})
