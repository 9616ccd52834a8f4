import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { playStreams } from '../../fixtures/play-streams.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startFaultyLink, type FaultyLink } from '../../fixtures/start-faulty-link.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)
// Side by side: most of the time they wait.
t.jobs = 4

const origin = await startOrigin()
t.teardown(origin.stop)

async function open (t: Test, ...flags: string[]) {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const link = await startFaultyLink({ port: redis.port })
  t.teardown(link.stop)
  const start = async (port: number) => {
    const gate = await startGate({ flags: ['--upstream', origin.ready, '--redis-url', `redis://127.0.0.1:${port}`, '--acquire-rate', '0', '--log-level', 'info', ...flags] })
    t.teardown(gate.stop)
    return gate.ready
  }
  return { redis, link, start }
}

async function segment (url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
  await response.arrayBuffer()
  return response.status
}

/** What a viewer who asks for one more stream is told once Redis was asked: on a busy machine it may be late. */
async function decided (url: string, session: string) {
  return await until(async () => {
    const said = await callStreams(url, { session })
    return said.status === 503 ? undefined : said
  })
}

t.test('one gate alone is cut off: its viewers watch on, and the others give their slots to nobody', { buffered: true }, async t => {
  const { redis, link, start } = await open(t, '--expiry', '6', '--outage-grace', '60')
  const [lonely, other] = [await start(link.port), await start(redis.port)]
  const playing = await playStreams({ urls: [lonely.url], path: '/main.m3u8', viewers: 10, limit: 3, stick: true, intervalMs: 300 })
  await until(async () => await readMetric(lonely.adminUrl, 'streamgate_streams_known') >= playing.held.length)
  link.become('silent')
  await until(async () => await readMetric(lonely.adminUrl, 'streamgate_store_available') === 0)
  playing.watched()
  playing.probed()
  // Longer than the streams live in Redis: there, all of them have expired.
  const endsAtMs = performance.now() + 14_000
  const said = new Set<number | undefined>()
  while (performance.now() < endsAtMs) {
    for (let viewer = 0; viewer < 10; viewer++) said.add((await decided(other.url, `viewer ${viewer}`)).code)
    t.equal((await decided(other.url, `new ${performance.now()}`)).status, 200, 'who comes new is served by the other gate')
  }
  t.same([...said], [2], 'the limit was never exceeded')
  link.become('fair')
  await until(async () => await readMetric(lonely.adminUrl, 'streamgate_store_available') === 1)
  await until(async () => await readMetric(lonely.adminUrl, 'streamgate_streams_restored_total') >= 30)
  await wait(3000)
  for (let viewer = 0; viewer < 10; viewer++) t.equal((await decided(other.url, `viewer ${viewer}`)).code, 2)
  await playing.stop()
  t.same(Object.keys(playing.watched()), ['200'])
  t.notOk(playing.probed()['200'])
})

t.test('a gate that dies without a word keeps slots for the grace, and not longer', { buffered: true }, async t => {
  const { redis } = await open(t)
  const flags = ['--upstream', origin.ready, '--redis-url', redis.url, '--expiry', '5', '--outage-grace', '3', '--log-level', 'info']
  const [dying, other] = [await startGate({ flags }), await startGate({ flags })]
  t.teardown(other.stop)
  await acquireToken(dying.ready.url, 'ann')
  for (let stream = 1; stream <= 2; stream++) await acquireToken(other.ready.url, 'ann')
  const startedMs = performance.now()
  dying.signal('SIGKILL')
  await until(async () => (await callStreams(other.ready.url, { session: 'ann' })).status === 200)
  t.comment(`the slot was free after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  for (let stream = 2; stream <= 3; stream++) await until(async () => (await callStreams(other.ready.url, { session: 'ann' })).status === 200)
  t.equal((await decided(other.ready.url, 'ann')).code, 2)
})

for (const [what, begin] of [
  ['loses answers', (link: FaultyLink) => { link.become('answers lost') }],
  ['is cut', (link: FaultyLink) => { link.become('cut') }],
  ['breaks off in the middle of answers', (link: FaultyLink) => { link.become('torn') }],
  ['is so slow that nobody waits', (link: FaultyLink) => { link.delay(500) }]
] as const) {
  t.test(`a link that ${what}: who watches watches on, who comes is told at once, and all is well afterwards`, { buffered: true }, async t => {
    const { link, start } = await open(t, '--expiry', '6')
    const { url } = await start(link.port)
    const tokens = await Promise.all([1, 2, 3].map(async () => await acquireToken(url, 'ann')))
    begin(link)
    await until(async () => (await callStreams(url, { session: 'newcomer' })).status === 503)
    const endsAtMs = performance.now() + 14_000
    while (performance.now() < endsAtMs) {
      for (const token of tokens) t.equal(await segment(url, token), 200)
      const { status, code } = await callStreams(url, { session: 'newcomer' })
      t.same([status, code], [503, 9])
      await wait(100)
    }
    link.become('fair')
    link.delay(0)
    const back = new AbortController()
    const waiting = until(async () => (await callStreams(url, { session: 'newcomer' })).status === 200).then(() => { back.abort() })
    do {
      for (const token of tokens) t.equal(await segment(url, token), 200)
      await wait(100)
    } while (!back.signal.aborted)
    await waiting
    t.equal((await decided(url, 'ann')).code, 2, 'and the limit still holds')
    // What was granted and never arrived was given back, or expires.
    const free = async (): Promise<boolean> => (await callStreams(url, { session: 'newcomer' })).status === 200
    await until(free)
    await until(free)
    t.equal((await decided(url, 'newcomer')).code, 2)
  })
}

t.test('a link that is slow, but not too slow, only makes waiting longer', { buffered: true }, async t => {
  const { link, start } = await open(t, '--expiry', '6')
  const { url } = await start(link.port)
  link.delay(40)
  const tokens = await Promise.all([1, 2, 3].map(async () => await acquireToken(url, 'ann')))
  const endsAtMs = performance.now() + 14_000
  while (performance.now() < endsAtMs) {
    for (const token of tokens) t.equal(await segment(url, token), 200)
    await wait(100)
  }
  t.equal((await decided(url, 'ann')).code, 2)
})
