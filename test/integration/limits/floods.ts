import t, { type Test } from 'tap'
import { floodGate } from '../../fixtures/flood-gate.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { startVideoUpstream } from '../../fixtures/start-video-upstream.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'
import { watchVideo } from '../../fixtures/watch-video.js'

t.setTimeout(300_000)

const SEGMENT_BYTES = 256 * 1024
/** Long enough for a busy machine to serve one segment within two thirds of it. */
const EXPIRY_SECONDS = 30
const video = await startVideoUpstream()
t.teardown(video.stop)

async function start (t: Test, flags: string[]) {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', String(EXPIRY_SECONDS), '--log-level', 'info', ...flags] })
  t.teardown(gate.stop)
  return gate
}

/** Plays segments until told that it is enough; a stream lives by nothing but these requests. Resolves to what they were answered. */
async function playSegments (url: string, token: string, isEnough: (count: number) => boolean): Promise<string[]> {
  const outcomes = new Set<string>()
  for (let count = 0; !isEnough(count); count++) {
    const response = await fetch(`${url}/${SEGMENT_BYTES}`, { headers: { 'X-Stream-Token': token } })
    const { byteLength } = await response.arrayBuffer()
    outcomes.add(`${response.status} ${byteLength}`)
    await new Promise(resolve => { setTimeout(resolve, 50) })
  }
  return [...outcomes]
}

t.test('viewers are unaffected by 2000 idle connections and a flood of forged tokens', async t => {
  const { url, adminUrl } = (await start(t, ['--max-lookups', '16', '--head-timeout', '600'])).ready
  const token = await acquireToken(url, 'viewer')
  let played = 0
  const watching = new AbortController()
  // While connections are opened, too: that may take longer than a stream lives.
  const outcomes = playSegments(url, token, count => {
    played = count
    return watching.signal.aborted
  })
  const long = await watchVideo(url, '/for-ever', { token: await acquireToken(url, 'binger'), bytesPerSecond: 1024 ** 2 })
  const flood = floodGate(Number(new URL(url).port), { connections: 2000, askers: 50 })
  t.teardown(flood.stop)
  // A connection that the client has may still wait, for seconds, until the system hands it to the gate.
  await until(async () => flood.held() === 2000 && await readMetric(adminUrl, 'streamgate_connections') >= 2000, 100)
  const renewals = async (): Promise<number> => await readMetric(adminUrl, 'streamgate_renewals_total{by="traffic",outcome="renewed"}')
  const [playedBefore, renewalsBefore] = [played, await renewals()]
  // Both streams are renewed by their traffic, twice.
  await until(async () => played >= playedBefore + 60 && await renewals() >= renewalsBefore + 4, 100)
  watching.abort()
  t.same(await outcomes, [`200 ${SEGMENT_BYTES}`])
  t.equal((await callStreams(url, { session: 'viewer', token })).status, 200)
  t.equal(long.isOver(), false)
  t.match(flood.statuses, { 401: Number })
  t.same(Object.keys(flood.statuses).filter(status => status !== '401' && status !== '503'), [])
  long.leave()
})

t.test('a gate full of idle connections still serves viewers and its admin listener', async t => {
  const { url, adminUrl } = (await start(t, ['--max-connections', '200'])).ready
  const token = await acquireToken(url, 'viewer')
  await playSegments(url, token, count => count === 1)
  const flood = floodGate(Number(new URL(url).port), { connections: 400, askers: 0 })
  t.teardown(flood.stop)
  await until(async () => await readMetric(adminUrl, 'streamgate_connections') === 200)

  t.same(await playSegments(url, token, count => count === 60), [`200 ${SEGMENT_BYTES}`], 'on a connection that was open before')
  await until(async () => {
    const newcomer = await watchVideo(url, '/1024', { token, bytesPerSecond: 1024 ** 2 }).catch(() => undefined)
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
  const crowd = await Promise.all(Array.from({ length: 20 }, () => watchVideo(url, '/for-ever', { token, bytesPerSecond: 1024 ** 2 })))
  t.equal(crowd.filter(({ status }) => status === 200).length, 4)
  t.equal(crowd.filter(({ status }) => status === 429).length, 16)
  t.equal(await readMetric(adminUrl, 'streamgate_refusals_total{code="22"}'), 16)
  for (const one of crowd) one.leave()
  await until(async () => (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': token } })).status === 200)
})

t.test('a gate at its request limit responds with 503, and serves again below it', async t => {
  const { url, adminUrl } = (await start(t, ['--max-requests', '2'])).ready
  const [ann, bob, cid] = await Promise.all(['ann', 'bob', 'cid'].map(session => acquireToken(url, session)))
  const watching = [await watchVideo(url, '/for-ever', { token: ann!, bytesPerSecond: 1024 ** 2 }), await watchVideo(url, '/for-ever', { token: bob!, bytesPerSecond: 1024 ** 2 })]
  const refused = await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': cid! } })
  t.equal(refused.status, 503)
  t.match(Object.fromEntries(refused.headers), { 'x-stream-error': '21', 'retry-after': /^\d+$/ })
  t.equal(await readMetric(adminUrl, 'streamgate_requests_in_flight'), 2)
  for (const one of watching) one.leave()
  await until(async () => (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': cid! } })).status === 200)
})
