import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t from 'tap'
import { build } from '../../src/app/build.js'
import { readConfig } from '../../src/config/read/read-config.js'
import type { Clock } from '../../src/domain/clock.js'
import { openLog } from '../../src/telemetry/log/open-log.js'
import { freePort } from '../fixtures/free-port.js'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { acquireToken, callStreams } from '../fixtures/streams-client.js'
import { systemClock } from '../fixtures/system-clock.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const redis = await startRedis()
t.teardown(redis.stop)

async function activeSeenBy (adminUrl: string): Promise<number> {
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text()
  return Number(/^streamgate_streams_active (\S+)/m.exec(metrics)?.[1])
}

t.test('every gate tells how many streams live over all of them', async t => {
  const flags = ['--redis-url', redis.url, '--redis-key-prefix', 'count:', '--redis-command-timeout', '10', '--expiry', '20', '--outage-grace', '1', '--log-level', 'info']
  const gates = await Promise.all([startGate({ flags }), startGate({ flags }), startGate({ flags })])
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  const urls = gates.map(gate => gate.ready.url)
  const urlOf = (i: number): string => urls[i % urls.length] as string

  const held = await Promise.all(Array.from({ length: 150 }, async (_, i) => ({ session: `v${i}`, token: await acquireToken(urlOf(i), `v${i}`) })))
  for (const gate of gates) t.equal(await until(async () => await activeSeenBy(gate.ready.adminUrl) === 150 && 150), 150)

  // Renewed elsewhere than acquired: never counted twice.
  await Promise.all(held.map(({ session, token }, i) => callStreams(urlOf(i + 1), { session, token })))
  await Promise.all(held.slice(0, 50).map(({ session, token }, i) => callStreams(urlOf(i + 2), { session, token, method: 'DELETE' })))
  for (const gate of gates) t.equal(await until(async () => await activeSeenBy(gate.ready.adminUrl) === 100 && 100), 100)

  // Nobody renews: all expire.
  for (const gate of gates) t.equal(await until(async () => await activeSeenBy(gate.ready.adminUrl) === 0 && true, 100), true)
  const commands = new Redis(redis.url)
  t.teardown(() => { commands.disconnect() })
  t.same(await until(async () => {
    const keys = await commands.keys('count:*')
    return keys.length === 1 && keys
  }, 100), ['count:gates'], 'no key outlives its streams for longer than the grace')
  await Promise.all(gates.map(gate => gate.stop()))
  t.same(await commands.keys('count:*'), [], 'nor the gates')
})

t.test('clocks ten minutes apart change nothing', async t => {
  const ahead: Clock = { nowMs: () => systemClock.nowMs() + 600_000, every: systemClock.every }
  const urls: string[] = []
  for (const clock of [systemClock, ahead]) {
    const [port, adminPort] = [await freePort(), await freePort()]
    const flags = ['--host', '127.0.0.1', '--port', String(port), '--admin-port', String(adminPort), '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', '8', '--log-level', 'silent']
    const reading = readConfig({ argv: flags, env: {}, readFile: () => { throw new Error('no file is named') } })
    if (!('config' in reading)) throw new Error(JSON.stringify(reading))
    const app = await build(reading.config, { clock, randomBytes, random: Math.random, log: openLog({ level: 'silent' }), version: 'test' })
    await app.start()
    t.teardown(() => app.stop(0))
    urls.push(`http://127.0.0.1:${port}`)
  }
  const [here, there] = urls as [string, string]
  const tokens = [await acquireToken(here, 'alice'), await acquireToken(there, 'alice'), await acquireToken(here, 'alice')]
  for (const url of urls) t.equal((await callStreams(url, { session: 'alice' })).code, 2, 'the limit holds on both')
  for (let seconds = 0; seconds < 16; seconds++) {
    await wait(1000)
    for (const [i, token] of tokens.entries()) {
      t.equal((await callStreams(urls[(i + seconds) % 2] as string, { session: 'alice', token })).status, 200, 'renewed on either gate, it lives on')
    }
  }
  for (const url of urls) t.equal((await callStreams(url, { session: 'alice' })).code, 2)
  // Three new ones are granted only when all three are gone.
  for (let i = 0; i < 3; i++) await until(async () => (await callStreams(there, { session: 'alice' })).status === 200, 100)
  for (const token of tokens) t.equal((await callStreams(here, { session: 'alice', token })).code, 3, 'unrenewed, all have expired')
})

t.test('a device has one stream, whichever gate it asks', async t => {
  const flags = ['--redis-url', redis.url, '--redis-key-prefix', 'device:', '--redis-command-timeout', '10', '--log-level', 'info']
  const gates = await Promise.all([startGate({ flags }), startGate({ flags })])
  t.teardown(() => Promise.all(gates.map(gate => gate.stop())))
  const [here, there] = gates.map(gate => gate.ready.url) as [string, string]
  const first = await callStreams(here, { session: 'alice', device: 'living room' })
  const again = await callStreams(there, { session: 'alice', device: 'living room' })
  t.equal(again.token, first.token)
  t.equal(again.headers.get('x-stream-active'), '1')
  t.not((await callStreams(there, { session: 'alice', device: 'kitchen' })).token, first.token)
})
