import t, { type Test } from 'tap'
import { floodGate } from '../../fixtures/flood-gate.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startFilm } from '../../fixtures/start-film.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'
import { watchFilm } from '../../fixtures/watch-film.js'

t.setTimeout(120_000)

const SEGMENT_BYTES = 256 * 1024
const film = await startFilm()
t.teardown(film.stop)

async function start (t: Test, flags: string[]) {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const gate = await startGate({ flags: ['--upstream', film.url, '--redis-url', redis.url, '--expiry', '2', '--log-level', 'info', ...flags] })
  t.teardown(gate.stop)
  return gate
}

/** Plays segments for several expiries; a stream lives by nothing but these requests. */
async function playSegments (url: string, token: string, count: number): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {}
  for (let i = 0; i < count; i++) {
    const response = await fetch(`${url}/${SEGMENT_BYTES}`, { headers: { 'X-Stream-Token': token } })
    const { byteLength } = await response.arrayBuffer()
    const outcome = `${response.status} ${byteLength}`
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    await new Promise(resolve => { setTimeout(resolve, 50) })
  }
  return outcomes
}

t.test('viewers are unaffected by 2000 idle connections and a flood of forged tokens', async t => {
  const { url, adminUrl } = (await start(t, ['--max-lookups', '16', '--head-timeout', '600'])).ready
  const token = await acquireToken(url, 'viewer')
  const long = await watchFilm(url, '/for-ever', { token: await acquireToken(url, 'binger'), bytesPerSecond: 1024 ** 2 })
  const flood = floodGate(Number(new URL(url).port), { connections: 2000, askers: 50 })
  t.teardown(flood.stop)
  // A connection that the client has may still wait, for seconds, until the system hands it to the gate.
  await until(async () => flood.held() === 2000 && await readMetric(adminUrl, 'streamgate_connections') >= 2000, 100)

  t.strictSame(await playSegments(url, token, 120), { [`200 ${SEGMENT_BYTES}`]: 120 })
  t.equal((await callStreams(url, { session: 'viewer', token })).status, 200)
  t.equal(long.isOver(), false)
  t.match(flood.statuses, { 401: Number })
  t.same(Object.keys(flood.statuses).filter(status => status !== '401' && status !== '503'), [])
  long.leave()
})

t.test('a gate full of idle connections still serves viewers and its admin listener', async t => {
  const { url, adminUrl } = (await start(t, ['--max-connections', '200'])).ready
  const token = await acquireToken(url, 'viewer')
  await playSegments(url, token, 1)
  const flood = floodGate(Number(new URL(url).port), { connections: 400, askers: 0 })
  t.teardown(flood.stop)
  await until(async () => await readMetric(adminUrl, 'streamgate_connections') === 200)

  t.strictSame(await playSegments(url, token, 60), { [`200 ${SEGMENT_BYTES}`]: 60 }, 'on a connection that was open before')
  await until(async () => {
    const newcomer = await watchFilm(url, '/1024', { token, bytesPerSecond: 1024 ** 2 }).catch(() => undefined)
    newcomer?.leave()
    return newcomer?.status === 200
  })
  t.equal((await fetch(`${adminUrl}/readyz`)).status, 200)
  t.ok(await readMetric(adminUrl, 'streamgate_connections') <= 200)
  t.ok(await readMetric(adminUrl, 'streamgate_connections_refused_total{how="evicted"}') > 0)
})

t.test('a shared token serves only the requests one stream may have, and works again afterwards', async t => {
  const { url, adminUrl } = (await start(t, ['--max-requests-per-stream', '4'])).ready
  const token = await acquireToken(url, 'generous')
  const crowd = await Promise.all(Array.from({ length: 20 }, () => watchFilm(url, '/for-ever', { token, bytesPerSecond: 1024 ** 2 })))
  t.equal(crowd.filter(({ status }) => status === 200).length, 4)
  t.equal(crowd.filter(({ status }) => status === 429).length, 16)
  t.equal(await readMetric(adminUrl, 'streamgate_refusals_total{code="22"}'), 16)
  for (const one of crowd) one.leave()
  await until(async () => (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': token } })).status === 200)
})

t.test('a gate at its request limit responds with 503, and serves again below it', async t => {
  const { url, adminUrl } = (await start(t, ['--max-requests', '2'])).ready
  const [ann, bob, cid] = await Promise.all(['ann', 'bob', 'cid'].map(session => acquireToken(url, session)))
  const watching = [await watchFilm(url, '/for-ever', { token: ann!, bytesPerSecond: 1024 ** 2 }), await watchFilm(url, '/for-ever', { token: bob!, bytesPerSecond: 1024 ** 2 })]
  const refused = await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': cid! } })
  t.equal(refused.status, 503)
  t.match(Object.fromEntries(refused.headers), { 'x-stream-error': '21', 'retry-after': /^\d+$/ })
  t.equal(await readMetric(adminUrl, 'streamgate_requests_in_flight'), 2)
  for (const one of watching) one.leave()
  await until(async () => (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': cid! } })).status === 200)
})
