import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis, type RedisServer } from '../../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const EXPIRY_SECONDS = 8
const VIEWERS = 20
const OUTAGE_MS = 20_000
const origin = await startOrigin()
t.teardown(origin.stop)

async function segment (url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
  await response.arrayBuffer()
  return response.status
}

/** Plays 60 streams through an outage and tells what their requests and new viewers were answered. */
async function playThrough ({ redis, flags, begin, end }: {
  redis: RedisServer
  flags: readonly string[]
  begin: () => Promise<void> | void
  end: () => Promise<void> | void
}) {
  const gate = await startGate({ flags: ['--upstream', origin.ready, '--redis-url', redis.url, '--expiry', String(EXPIRY_SECONDS), ...flags] })
  const { url, adminUrl } = gate.ready
  const tokens = await Promise.all(Array.from({ length: VIEWERS * 3 }, async (_, index) => await acquireToken(url, `viewer ${index % VIEWERS}`)))
  const statuses: number[] = []
  const playing = new AbortController()
  const players = tokens.map(async token => {
    while (!playing.signal.aborted) {
      statuses.push(await segment(url, token))
      await wait(500)
    }
  })
  await until(() => statuses.length >= tokens.length)
  const before = statuses.splice(0)
  await begin()
  await until(async () => (await callStreams(url, { session: 'newcomer' })).status === 503)
  const refused = []
  const endsAtMs = performance.now() + OUTAGE_MS
  while (performance.now() < endsAtMs) {
    const startedMs = performance.now()
    const { status, code, headers } = await callStreams(url, { session: 'newcomer' })
    refused.push({ status, code, retryAfter: headers.get('retry-after'), tookMs: performance.now() - startedMs })
    await wait(200)
  }
  const renewal = await callStreams(url, { session: 'viewer 0', token: tokens[0] as string })
  const unknown = await segment(url, '00000000-0000-4000-8000-000000000000')
  const readiness = await fetch(`${adminUrl}/readyz`)
  const ready = await readiness.json() as object
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text()
  const during = statuses.splice(0)
  await end()
  await until(async () => (await callStreams(url, { session: 'newcomer' })).status === 200)
  playing.abort()
  await Promise.all(players)
  await gate.stop()
  return { before, during, refused, renewal, unknown, ready: { status: readiness.status, ...ready }, metrics }
}

t.test('Redis hangs: streams play on over several expiries, new viewers are told at once and let in afterwards', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const seen = await playThrough({ redis, flags: [], begin: redis.pause, end: redis.resume })
  t.ok(seen.before.length > 0 && seen.during.length > VIEWERS * 3 * 4)
  t.same(new Set([...seen.before, ...seen.during]), new Set([200]), 'no request for video was refused')
  t.ok(seen.refused.length > 10)
  for (const { status, code, retryAfter } of seen.refused) {
    t.equal(status, 503)
    t.equal(code, 9)
    t.match(retryAfter, /^\d+$/)
  }
  const times = seen.refused.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
  t.comment(`a refusal took ${times[times.length >> 1]?.toFixed(1)} ms in the median, ${times.at(-1)?.toFixed(1)} ms at most`)
  t.equal(seen.renewal.status, 200, 'a call to renew is told to go on, too')
  t.equal(seen.renewal.headers.get('x-stream-active'), null, 'but not how many streams there are')
  t.equal(seen.unknown, 503, 'an unknown token cannot be judged')
  t.match(seen.ready, { status: 200, ready: true, parts: { gate: 'ok', store: 'the store is unavailable' } })
  t.match(seen.metrics, /^streamgate_store_available 0$/m)
  t.match(seen.metrics, /^streamgate_requests_allowed_in_grace_total [1-9]/m)
})

t.test('where outages deny, streams end with the store and the gate is not ready', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const seen = await playThrough({ redis, flags: ['--store-outage', 'deny'], begin: redis.pause, end: redis.resume })
  t.same(new Set(seen.before), new Set([200]))
  t.ok(seen.during.filter(status => status === 503).length > VIEWERS * 3)
  t.equal(seen.renewal.status, 503)
  t.match(seen.ready, { status: 503, ready: false })
})

t.test('where outages allow, everybody may watch, loudly, and is counted again afterwards', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const gate = await startGate({ flags: ['--upstream', origin.ready, '--redis-url', redis.url, '--expiry', '8', '--store-outage', 'allow', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready
  const events = (): string[] => gate.lines.map(line => String((JSON.parse(line) as { event?: string }).event))
  t.ok(events().includes('failOpenEnabled'), 'it warns from the start')
  const before = await Promise.all([1, 2, 3].map(async () => await acquireToken(url, 'ann')))
  t.equal((await callStreams(url, { session: 'ann' })).code, 2)

  redis.pause()
  t.teardown(redis.resume)
  await until(async () => await readMetric(adminUrl, 'streamgate_store_available') === 0 || !await callStreams(url, { session: 'bob' }))
  const more = await Promise.all([1, 2, 3, 4].map(async () => await acquireToken(url, 'ann')))
  const others = await Promise.all([1, 2].map(async () => await acquireToken(url, 'cyd')))
  t.equal(await segment(url, '00000000-0000-4000-8000-000000000000'), 200)
  const endsAtMs = performance.now() + 14_000
  while (performance.now() < endsAtMs) {
    for (const token of [...before, ...more, ...others]) t.equal(await segment(url, token), 200)
    await wait(300)
  }
  t.equal(await readMetric(adminUrl, 'streamgate_failing_open'), 1)
  t.equal((await fetch(`${adminUrl}/readyz`)).status, 200)
  t.ok(events().includes('failingOpen'))

  redis.resume()
  await until(() => events().includes('limitEnforced'))
  await until(async () => (await Promise.all([...before, ...more].map(async token => await segment(url, token)))).filter(status => status === 200).length === 3)
  for (const token of others) t.equal(await segment(url, token), 200, 'who is within the limit watches on')
  t.equal(await segment(url, '00000000-0000-4000-8000-000000000000'), 401)
  t.equal(await readMetric(adminUrl, 'streamgate_failing_open'), 0)
  t.equal((await callStreams(url, { session: 'ann' })).code, 2)
  t.equal((await callStreams(url, { session: 'cyd' })).status, 200)
})
