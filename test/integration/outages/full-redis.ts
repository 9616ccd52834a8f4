import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t from 'tap'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

t.test('a Redis without room: who watches watches on, who comes is told to come again, and the log says why', async t => {
  const redis = await startRedis({ args: ['--maxmemory-policy', 'noeviction'] })
  t.teardown(redis.stop)
  const origin = await startOrigin()
  t.teardown(origin.stop)
  const operator = new Redis(redis.url)
  t.teardown(() => { operator.disconnect() })
  const gate = await startGate({ flags: ['--upstream', origin.ready, '--redis-url', redis.url, '--expiry', '6', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready
  const tokens = await Promise.all([1, 2, 3].map(async () => await acquireToken(url, 'ann')))
  await operator.config('SET', 'maxmemory', '1')
  const endsAtMs = performance.now() + 14_000
  while (performance.now() < endsAtMs) {
    for (const token of tokens) {
      const response = await fetch(`${url}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
      await response.arrayBuffer()
      t.equal(response.status, 200)
    }
    const { status, code, headers } = await callStreams(url, { session: 'newcomer' })
    t.same([status, code], [503, 9])
    t.match(headers.get('retry-after'), /^\d+$/)
    await wait(200)
  }
  t.ok(await readMetric(adminUrl, 'streamgate_store_errors_total{operation="acquire",code="STORE_REFUSED"}') > 0)
  t.ok(gate.lines.some(line => line.includes('OOM')), 'the log says what Redis said')
  await operator.config('SET', 'maxmemory', '0')
  await until(async () => (await callStreams(url, { session: 'newcomer' })).status === 200)
  t.equal((await callStreams(url, { session: 'ann' })).code, 2)
})
