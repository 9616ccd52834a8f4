import { Redis } from 'ioredis'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(120_000)

const VIEWERS = 30
const LIMIT = 3
const origin = await startOrigin()
t.teardown(origin.stop)

/** Viewers at their limit who play through all gates in turn, and who all the time try to get one stream more. */
async function play (t: Test, { redisUrl, expirySeconds = 3 }: { redisUrl: string, expirySeconds?: number }) {
  const flags = ['--upstream', origin.ready, '--redis-url', redisUrl, '--expiry', String(expirySeconds), '--acquire-rate', '0', '--log-level', 'info']
  const gates = await Promise.all([1, 2, 3].map(async () => await startGate({ flags })))
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  const urlOf = (i: number): string => gates[i % gates.length]?.ready.url as string
  const sessions = Array.from({ length: VIEWERS * LIMIT }, (_, i) => `viewer ${i % VIEWERS}`)
  const held = await Promise.all(sessions.map(async (session, i) => ({ session, token: await acquireToken(urlOf(i), session) })))
  const playing = new AbortController()
  const statuses: number[] = []
  const probes: number[] = []
  const players = held.map(async ({ token }, i) => {
    for (let turn = i; !playing.signal.aborted; turn++) {
      const response = await fetch(`${urlOf(turn)}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
      await response.arrayBuffer()
      statuses.push(response.status)
      await wait(150)
    }
  })
  const probers = Array.from({ length: 5 }, async (_, prober) => {
    for (let turn = prober; !playing.signal.aborted; turn += 5) {
      probes.push((await callStreams(urlOf(turn), { session: `viewer ${turn % VIEWERS}` })).status)
      await wait(20)
    }
  })
  await wait(1000)
  return {
    urlOf,
    held,
    restored: async () => (await Promise.all(gates.map(async gate => await readMetric(gate.ready.adminUrl, 'streamgate_streams_restored_total')))).reduce((sum, count) => sum + count),
    end: async () => {
      playing.abort()
      await Promise.all([...players, ...probers])
      return { statuses: count(statuses), probes: count(probes) }
    }
  }
}

t.test('FLUSHALL amid playing streams: none is lost, and nobody gets one too many', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const operator = new Redis(redis.url)
  t.teardown(() => { operator.disconnect() })
  const film = await play(t, { redisUrl: redis.url })
  const released = film.held.slice(0, 3)
  for (let time = 1; time <= 2; time++) {
    await operator.flushall()
    await wait(1000)
    await operator.script('FLUSH')
    await wait(2500)
  }
  t.ok(await film.restored() >= 2 * VIEWERS * LIMIT, 'all were brought back, twice')
  const seen = await film.end()
  t.same(seen.statuses, { 200: seen.statuses[200] }, 'every request for video was answered')
  t.notOk(seen.probes[200], 'nobody was granted a stream above the limit')
  t.ok(Number(seen.probes[401]) > 0, JSON.stringify(seen.probes))
  for (const { session, token } of released) {
    t.equal((await callStreams(film.urlOf(0), { session, token, method: 'DELETE' })).status, 204)
    t.equal((await callStreams(film.urlOf(1), { session, token })).code, 3, 'what is released stays so')
    t.equal((await callStreams(film.urlOf(2), { session })).status, 200, 'and its slot is free')
  }
})

t.test('Redis restarts empty: the same', async t => {
  const port = await freePort()
  const first = await startRedis({ port })
  const film = await play(t, { redisUrl: first.url })
  await first.stop()
  await wait(4000)
  const second = await startRedis({ port })
  t.teardown(second.stop)
  await until(async () => await film.restored() >= VIEWERS * LIMIT, 100)
  await wait(3000)
  const seen = await film.end()
  t.same(seen.statuses, { 200: seen.statuses[200] })
  t.same(Object.keys(seen.probes).filter(status => !['401', '503'].includes(status)), [], JSON.stringify(seen.probes))
})

t.test('streams expire in Redis while it hangs: their slots are theirs when it is back', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const film = await play(t, { redisUrl: redis.url, expirySeconds: 2 })
  redis.pause()
  await wait(6000)
  redis.resume()
  await wait(4000)
  const seen = await film.end()
  t.same(seen.statuses, { 200: seen.statuses[200] })
  t.same(Object.keys(seen.probes).filter(status => !['401', '503'].includes(status)), [], JSON.stringify(seen.probes))
})

function count (statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
