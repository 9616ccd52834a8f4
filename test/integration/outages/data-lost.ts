import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { playStreams, type Playing } from '../../fixtures/play-streams.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const LIMIT = 3
const origin = await startOrigin()
t.teardown(origin.stop)

/** Plays through three gates on one Redis. */
async function play (t: Test, { redisUrl, viewers = 8, expirySeconds = 8, intervalMs = 300 }: { redisUrl: string, viewers?: number, expirySeconds?: number, intervalMs?: number }) {
  const flags = ['--upstream', origin.ready, '--redis-url', redisUrl, '--expiry', String(expirySeconds), '--acquire-rate', '0', '--log-level', 'info']
  const gates = await Promise.all([1, 2, 3].map(async () => await startGate({ flags })))
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  const urls = gates.map(gate => gate.ready.url)
  const playing = await playStreams({ urls, path: '/main.m3u8', viewers, limit: LIMIT, intervalMs })
  const sum = async (metric: string): Promise<number> => (await Promise.all(gates.map(async gate => await readMetric(gate.ready.adminUrl, metric)))).reduce((sum, count) => sum + count)
  // Who was never heard of cannot be remembered.
  await until(async () => await sum('streamgate_streams_known') >= gates.length * playing.held.length, 50)
  return { urls, playing, sum }
}

/** Nobody who watched was refused, and nobody was granted a stream beyond the limit. */
function checkPromises (t: Test, playing: Playing): void {
  const [watched, probed] = [playing.watched(), playing.probed()]
  t.comment(`watched ${JSON.stringify(watched)}, tried to get more ${JSON.stringify(probed)}, ${playing.slowestProbeMs().toFixed(0)} ms at most`)
  t.same(Object.keys(watched), ['200'], 'every request for video was answered')
  t.same(Object.keys(probed).filter(status => status !== '401' && status !== '503'), [], 'nobody was granted one too many')
  t.ok(Number(probed['401']) > 0, 'and most were told that the limit is reached')
}

t.test('FLUSHALL amid playing streams, twice: none is lost, and nobody gets one too many', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const operator = new Redis(redis.url)
  t.teardown(() => { operator.disconnect() })
  const { urls, playing, sum } = await play(t, { redisUrl: redis.url })
  for (let time = 1; time <= 2; time++) {
    await operator.flushall()
    await until(async () => await sum('streamgate_streams_restored_total') >= time * playing.held.length, 100)
    await operator.script('FLUSH')
    // Longer than a third of their life: all are renewed by scripts that Redis does not have.
    await wait(4000)
  }
  t.pass('all were brought back, twice')
  await playing.stop()
  checkPromises(t, playing)
  for (const [index, { session, token }] of playing.held.slice(0, 3).entries()) {
    const [here, there] = [urls[index % 3] as string, urls[(index + 1) % 3] as string]
    t.equal((await callStreams(here, { session, token, method: 'DELETE' })).status, 204)
    t.equal((await callStreams(there, { session, token })).code, 3, 'what is released stays so')
    t.equal((await callStreams(there, { session })).status, 200, 'and its slot is free')
  }
})

t.test('Redis is killed for 20 s under 200 streams and comes back with what it had; once more, and with nothing', async t => {
  for (const [keeps, awayMs] of [[true, 20_000], [false, 5000]] as const) {
    const port = await freePort()
    const args = keeps ? ['--appendonly', 'yes', '--dir', t.testdir({})] : []
    const first = await startRedis({ port, args })
    const { playing, sum } = await play(t, { redisUrl: first.url, viewers: 67, expirySeconds: 10, intervalMs: 1000 })
    await first.stop()
    await until(async () => await sum('streamgate_store_available') === 0)
    playing.probed()
    await wait(awayMs)
    t.same(Object.keys(playing.probed()), ['503'], 'who comes new is told to come again')
    const second = await startRedis({ port, args })
    t.teardown(second.stop)
    await until(async () => await sum('streamgate_streams_restored_total') >= playing.held.length, 100)
    await until(() => Number(playing.probed()['401']) > 0, 100)
    await wait(1000)
    await playing.stop()
    checkPromises(t, playing)
    t.equal(await sum('streamgate_store_available'), 3)
  }
})

t.test('streams expire in Redis while it hangs: their slots are theirs when it is back', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const { playing } = await play(t, { redisUrl: redis.url, expirySeconds: 6 })
  redis.pause()
  await wait(14_000)
  redis.resume()
  await wait(8000)
  await playing.stop()
  checkPromises(t, playing)
})
