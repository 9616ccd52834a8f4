import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { startVideoUpstream } from '../../fixtures/start-video-upstream.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const redis = await startRedis()
t.teardown(redis.stop)
const video = await startVideoUpstream()
t.teardown(video.stop)

async function start (t: Test, ...flags: string[]) {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--log-level', 'info', ...flags] })
  t.teardown(gate.stop)
  return gate
}

/** The statuses of so many requests by a token, as they come, asked for one after the other. */
async function ask (url: string, token: string, count: number): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < count) {
    const response = await fetch(`${url}/512`, { headers: { 'X-Stream-Token': token } })
    await response.arrayBuffer()
    statuses.push(response.status)
  }
  return statuses
}

/** Listens to what Redis is asked. Returns how to get all questions about streams so far, without the heartbeats of gates. */
async function monitor (t: Test) {
  const watching = new Redis(redis.url)
  const monitor = await watching.monitor()
  t.teardown(() => {
    watching.disconnect()
    monitor.disconnect()
  })
  const asked: string[][] = []
  monitor.on('monitor', (_time: string, args: string[]) => { asked.push(args) })
  return async () => {
    // Once this is seen, everything before it has been.
    await watching.echo('all asked')
    await until(() => asked.some(([command]) => command === 'echo'))
    return asked.filter(args => args[0] === 'evalsha' && !args.some(arg => arg.endsWith(':gates')))
  }
}

t.test('every gate refuses an ended token without a call to Redis or the upstream', async t => {
  const gates = [await start(t, '--ended-token-requests', '0'), await start(t, '--ended-token-requests', '0')]
  const [one, other] = gates.map(({ ready }) => ready.url) as [string, string]
  const token = await acquireToken(one, 'alice')
  t.same(await ask(other, token, 1), [200])
  const passed = video.requests.length
  await callStreams(one, { session: 'alice', token, method: 'DELETE' })
  await until(async () => (await ask(other, token, 1))[0] === 401)
  const questions = await monitor(t)
  for (const url of [one, other]) t.same(new Set(await ask(url, token, 500)), new Set([401]))
  t.same(await questions(), [])
  t.ok(video.requests.length - passed <= 1, 'but for one that came before the news')
})

t.test('lookups of a token that Redis does not know become rarer', async t => {
  const { ready: { url } } = await start(t, '--ended-token-requests', '0')
  const questions = await monitor(t)
  const token = randomUUID()
  const startedMs = performance.now()
  let refused = 0
  while (performance.now() - startedMs < 9000) {
    await ask(url, token, 20)
    refused += 20
  }
  const count = (await questions()).length
  // At 0, 1, 2, 4 and 8 seconds, or later.
  t.ok(count >= 2 && count <= 5, `${count} questions for ${refused} refusals`)
})

t.test('repeated requests with an ended token get a delayed refusal, while a live token of the same viewer is served at once', async t => {
  const { ready: { url, adminUrl } } = await start(t)
  const dead = await acquireToken(url, 'bob')
  await callStreams(url, { session: 'bob', token: dead, method: 'DELETE' })
  t.same(new Set(await ask(url, dead, 20)), new Set([401]))
  const late = ask(url, dead, 1)
  await until(async () => await readMetric(adminUrl, 'streamgate_refusals_throttled_total{how="tarpitted"}') === 1)
  t.same(await ask(url, await acquireToken(url, 'bob'), 1), [200])
  t.same(await late, [429])
  t.equal(await readMetric(adminUrl, 'streamgate_refusals_tarpitted'), 0)
  t.equal(await readMetric(adminUrl, 'streamgate_gate_decisions_total{decision="deny",reason="token_throttled"}'), 1)
  t.equal(await readMetric(adminUrl, 'streamgate_refusals_total{code="23"}'), 1)
})

t.test('a gate that shuts down responds to delayed requests', async t => {
  const gate = await start(t, '--ended-token-requests', '1', '--drain-grace', '60')
  const { url, adminUrl } = gate.ready
  const token = randomUUID()
  t.same(await ask(url, token, 1), [401])
  const late = Promise.all(Array.from({ length: 5 }, () => ask(url, token, 1)))
  await until(async () => await readMetric(adminUrl, 'streamgate_refusals_throttled_total{how="tarpitted"}') === 5)
  t.equal(await gate.stop(), 0)
  t.same((await late).flat(), [429, 429, 429, 429, 429])
})
