import { request } from 'node:http'
import t, { type Test } from 'tap'
import { readMetric } from '../fixtures/read-metric.js'
import { runProgram } from '../fixtures/run-program.js'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { startVideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken, callStreams } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'
import { isGone, workersOf } from '../fixtures/workers-of.js'

t.setTimeout(300_000)

const redis = await startRedis()
t.teardown(redis.stop)
const video = await startVideoUpstream()
t.teardown(video.stop)

let gates = 0

type Gate = Awaited<ReturnType<typeof startGate>>

async function start (t: Test, ...more: string[]): Promise<Gate> {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-key-prefix', `gate${gates++}:`, '--redis-command-timeout', '10', '--workers', '3', '--acquire-rate', '0', '--log-level', 'info', ...more] })
  t.teardown(gate.stop)
  return gate
}

/** A segment on a connection of its own: each goes to the next worker. */
async function segment (url: string, token: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    request(`${url}/1000`, { agent: false, headers: { 'X-Stream-Token': token } }, response => {
      response.resume().on('end', () => { resolve(response.statusCode ?? 0) }).on('error', reject)
    }).on('error', reject).end()
  })
}

t.test('one limit holds over all workers, and one endpoint tells what all of them did', async t => {
  const gate = await start(t)
  const { url, adminUrl } = gate.ready
  const said = await Promise.all(Array.from({ length: 200 }, async (_, index) => await callStreams(url, { session: `viewer ${index % 2}` })))
  t.equal(said.filter(({ status }) => status === 200).length, 6)
  for (let scrape = 0; scrape < 3; scrape++) {
    t.equal(await readMetric(adminUrl, 'streamgate_acquires_total{outcome="granted"}'), 6)
    t.equal(await readMetric(adminUrl, 'streamgate_acquires_total{outcome="limit_reached"}'), 194)
  }
  t.equal(await readMetric(adminUrl, 'streamgate_workers'), 3)
  await until(async () => await readMetric(adminUrl, 'streamgate_streams_active') === 6)
  const tokens = said.flatMap(({ token }) => token ?? [])
  for (let index = 0; index < 60; index++) t.equal(await segment(url, tokens[index % 6] as string), 200)
  t.equal(await readMetric(adminUrl, 'streamgate_gate_decisions_total{decision="allow",reason="ok"}'), 60)
  const text = await (await fetch(`${adminUrl}/metrics`)).text()
  t.equal(text.match(/^streamgate_build_info\{/gm)?.length, 1)
  t.ok(await readMetric(adminUrl, 'process_cpu_seconds_total') > 0)
  t.same(await (await fetch(`${adminUrl}/readyz`)).json(), { ready: true, parts: { gate: 'ok', store: 'ok', workers: 'ok' } })
  t.equal(gate.lines.filter(line => line.includes('"listening"')).length, 1)
  t.ok(gate.lines.some(line => /"worker":\d.*"streamRefused"/.test(line)), 'lines of a worker say whose they are')
})

t.test('a worker that dies is replaced, its streams play on, and no counter goes back', async t => {
  const gate = await start(t, '--expiry', '60')
  const { url, adminUrl } = gate.ready
  const tokens = await Promise.all(Array.from({ length: 9 }, async (_, index) => await acquireToken(url, `viewer ${index}`)))
  await until(async () => await readMetric(adminUrl, 'streamgate_acquires_total{outcome="granted"}') === 9)
  const before = workersOf(gate)
  t.equal(before.size, 3)
  for (const [place, pid] of before) {
    process.kill(pid, 'SIGKILL')
    await until(() => workersOf(gate).get(place) !== pid)
    for (const token of tokens) t.equal(await segment(url, token), 200)
    t.equal(await readMetric(adminUrl, 'streamgate_acquires_total{outcome="granted"}'), 9)
  }
  t.equal(await readMetric(adminUrl, 'streamgate_workers_lost_total'), 3)
  t.equal(await readMetric(adminUrl, 'streamgate_workers'), 3)
  t.match(gate.lines.filter(line => line.includes('workerLost')), [/"how":"SIGKILL"/, /SIGKILL/, /SIGKILL/])
})

t.test('a worker that hangs holds no scrape up, and is replaced', async t => {
  const gate = await start(t)
  const { url, adminUrl } = gate.ready
  await acquireToken(url, 'ann')
  const [place, pid] = [...workersOf(gate)][0] as [number, number]
  await readMetric(adminUrl, 'streamgate_workers')
  process.kill(pid, 'SIGSTOP')
  t.equal(await readMetric(adminUrl, 'streamgate_acquires_total{outcome="granted"}'), 1)
  t.match(await (await fetch(`${adminUrl}/readyz`)).json(), { ready: true })
  await until(() => workersOf(gate).get(place) !== pid, 300)
  t.ok(gate.lines.some(line => line.includes('workerUnresponsive')))
  t.equal(await readMetric(adminUrl, 'streamgate_acquires_total{outcome="granted"}'), 1)
})

t.test('SIGTERM lets all of them finish; signals to the whole group count once', async t => {
  const gate = await start(t)
  const { url } = gate.ready
  const tokens = await Promise.all(Array.from({ length: 6 }, async (_, index) => await acquireToken(url, `viewer ${index}`)))
  const downloads = await Promise.all(tokens.map(async token => await fetch(`${url}/${8 * 1024 * 1024}`, { headers: { 'X-Stream-Token': token } })))
  const pids = [...workersOf(gate).values()]
  for (const pid of pids) process.kill(pid, 'SIGINT')
  gate.signal('SIGINT')
  await until(() => gate.lines.some(line => line.includes('draining')))
  for (const response of downloads) t.equal((await response.arrayBuffer()).byteLength, 8 * 1024 * 1024)
  t.equal(await gate.ended, 0)
  for (const pid of pids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

t.test('a second signal ends all at once, and nobody outlives the one who looks after them', async t => {
  for (const end of ['second signal', 'SIGKILL'] as const) {
    const gate = await start(t, '--drain-grace', '600')
    const { url } = gate.ready
    const response = await fetch(`${url}/for-ever`, { headers: { 'X-Stream-Token': await acquireToken(url, end) } })
    const pids = [...workersOf(gate).values()]
    if (end === 'SIGKILL') {
      gate.signal('SIGKILL')
    } else {
      gate.signal('SIGTERM')
      await until(() => gate.lines.some(line => line.includes('draining')))
      gate.signal('SIGTERM')
      t.equal(await gate.ended, 143)
    }
    await t.rejects(response.arrayBuffer())
    await until(() => pids.every(isGone))
    t.pass(end)
  }
})

t.test('what keeps a worker from starting is said once, and ends the program', async t => {
  const gate = await start(t)
  const port = new URL(gate.ready.url).port
  const { status, stderr } = runProgram(['--host', '127.0.0.1', '--port', port, '--admin-port', '0', '--redis-url', redis.url, '--workers', '2', '--log-level', 'silent'])
  t.equal(status, 1)
  t.match(stderr, /^streamgate: cannot start: .*EADDRINUSE/)
  t.equal(stderr.trim().split('\n').length, 1)
})

t.test('without Redis there is one worker, or a reason why not', async t => {
  const { status, stderr } = runProgram(['--workers', '2'])
  t.equal(status, 2)
  t.match(stderr, /--workers .*in its own memory.*--redis-url/)
})
