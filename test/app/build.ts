import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { build } from '../../src/app/build.js'
import type { App } from '../../src/app/runtime.js'
import { readConfig } from '../../src/config/read/read-config.js'
import type { Clock } from '../../src/domain/clock.js'
import { openLog } from '../../src/telemetry/log/open-log.js'
import { freePort } from '../fixtures/free-port.js'
import { readMetric } from '../fixtures/read-metric.js'
import { startRedis } from '../fixtures/start-redis.js'
import { callStreams } from '../fixtures/streams-client.js'
import { systemClock } from '../fixtures/system-clock.js'
import { until } from '../fixtures/until.js'

async function put (flags: string[], clock: Clock = systemClock): Promise<App> {
  const read = readConfig({ argv: ['--host', '127.0.0.1', '--log-level', 'silent', ...flags], env: {}, readFile: () => { throw new Error('no file is named') } })
  if (!('config' in read)) throw new Error(JSON.stringify(read.problems))
  return await build(read.config, { clock, randomBytes, random: Math.random, log: openLog({ level: 'silent' }), version: 'test' })
}

t.test('without an upstream the token endpoint alone is served', async t => {
  const [port, adminPort] = [await freePort(), await freePort()]
  const app = await put(['--port', String(port), '--admin-port', String(adminPort)])
  await app.start()
  t.teardown(() => app.stop(0))
  const url = `http://127.0.0.1:${port}`
  t.equal((await callStreams(url, { session: 'alice' })).status, 200)
  const response = await fetch(`${url}/film`)
  t.equal(response.status, 404)
  t.match(await response.json(), { errors: [{ code: 13, message: /no upstream is configured/ }] })
  t.equal((await fetch(`${url}/metrics`)).status, 404, 'nothing of the operator is reachable here')
  t.same(await (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).json(), { ready: true, parts: { gate: 'ok', store: 'ok' } })
})

t.test('a port that is taken fails the start and gives the other one up again', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => { taken.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { taken.close() })
  const adminPort = await freePort()
  const app = await put(['--port', String((taken.address() as AddressInfo).port), '--admin-port', String(adminPort)])
  await t.rejects(app.start(), { code: 'EADDRINUSE' })
  await t.rejects(fetch(`http://127.0.0.1:${adminPort}/livez`))
})

t.test('with Redis gone new streams get 503 and it says so; back, all is well', async t => {
  const redis = await startRedis()
  const [port, adminPort] = [await freePort(), await freePort()]
  const app = await put(['--port', String(port), '--admin-port', String(adminPort), '--redis-url', redis.url])
  await app.start()
  t.teardown(() => app.stop(0))
  const url = `http://127.0.0.1:${port}`
  const readyz = `http://127.0.0.1:${adminPort}/readyz`
  t.equal((await callStreams(url, { session: 'alice' })).status, 200)

  await redis.stop()
  const refused = await until(async () => {
    const said = await callStreams(url, { session: 'alice' })
    return said.status === 200 ? undefined : said
  })
  t.equal(refused.status, 503)
  t.equal(refused.code, 9)
  t.match(refused.headers.get('retry-after'), /^\d+$/)
  const readiness = await fetch(readyz)
  t.equal(readiness.status, 200, 'streams can be playing through it')
  t.match(await readiness.json(), { ready: true, parts: { gate: 'ok', store: /redis|away/ } })
  t.equal((await fetch(url)).status, 200, 'the process itself is healthy')

  const back = await startRedis({ port: redis.port })
  t.teardown(back.stop)
  await until(async () => (await callStreams(url, { session: 'alice' })).status === 200)
  t.match(await (await fetch(readyz)).json(), { ready: true, parts: { store: 'ok' } })
})

t.test('a drain answers refusals that are held back', async t => {
  const [port, adminPort] = [await freePort(), await freePort()]
  let stoodStillAtMs: number | undefined
  const clock: Clock = { ...systemClock, nowMs: () => stoodStillAtMs ?? systemClock.nowMs() }
  const app = await put(['--port', String(port), '--admin-port', String(adminPort), '--upstream', 'http://127.0.0.1:1', '--ended-token-requests', '1'], clock)
  await app.start()
  t.teardown(() => app.stop(0))
  const token = randomUUID()
  const ask = async () => await fetch(`http://127.0.0.1:${port}/film`, { headers: { 'X-Stream-Token': token } })
  stoodStillAtMs = systemClock.nowMs()
  t.equal((await ask()).status, 401)
  const held = ask()
  await until(async () => await readMetric(`http://127.0.0.1:${adminPort}`, 'streamgate_refusals_tarpitted') === 1)
  app.drain()
  const answer = await held
  t.equal(answer.status, 429)
  t.equal(answer.headers.get('connection'), 'close')
  stoodStillAtMs = undefined
})
