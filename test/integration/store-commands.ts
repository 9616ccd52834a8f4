import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t from 'tap'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { startVideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const redis = await startRedis()
t.teardown(redis.stop)
const video = await startVideoUpstream()
t.teardown(video.stop)
async function playSegments (url: string, token: string, count: number): Promise<void> {
  let left = count
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (left-- > 0) {
      const response = await fetch(`${url}/512`, { headers: { 'X-Stream-Token': token } })
      if (response.status !== 200) throw new Error(`a segment was answered ${response.status}`)
      await response.arrayBuffer()
    }
  }))
}

t.test('a request on a known token takes no store command', async t => {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', '86400', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const token = await acquireToken(gate.ready.url, 'alice')
  await playSegments(gate.ready.url, token, 1)
  const watching = new Redis(redis.url)
  const monitor = await watching.monitor()
  t.teardown(() => {
    watching.disconnect()
    monitor.disconnect()
  })
  const asked: string[][] = []
  monitor.on('monitor', (_time: string, args: string[]) => { asked.push(args) })
  await playSegments(gate.ready.url, token, 3000)
  // Once this is seen, everything before it has been.
  await watching.echo('all played')
  await until(() => asked.some(([command]) => command === 'echo'))
  const isOwn = ([command, ...args]: string[]): boolean => command === 'ping' || command?.toLowerCase() === 'time' || args.some(arg => arg.endsWith(':gates'))
  t.same(asked.filter(args => !isOwn(args)), [['echo', 'all played']], 'but the heartbeats of the gate itself')
  t.ok(asked.some(args => isOwn(args)), 'which were seen')
})

t.test('traffic renews as often as the lifetime needs, not as often as it asks', async t => {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', '9', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const token = await acquireToken(gate.ready.url, 'bob')
  const startedMs = performance.now()
  while (performance.now() - startedMs < 20_000) {
    await playSegments(gate.ready.url, token, 100)
    await wait(20)
  }
  const lifetimeSeconds = (performance.now() - startedMs) / 1000
  const metrics = await (await fetch(`${gate.ready.adminUrl}/metrics`)).text()
  const renewals = Number(/^streamgate_renewals_total\{by="traffic",outcome="renewed"\} (\d+)/m.exec(metrics)?.[1])
  // One when a third of the life is gone, so at most one in three seconds; at least one an expiry.
  t.ok(renewals >= Math.floor(lifetimeSeconds / 9) && renewals <= Math.ceil(lifetimeSeconds / 3) + 1, `${renewals} renewals in ${lifetimeSeconds.toFixed(1)} s`)
})

t.test('without implicit renewal a stream ends in the middle of its traffic', async t => {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', '5', '--implicit-renewal', 'false', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const token = await acquireToken(gate.ready.url, 'carol')
  const statuses: number[] = []
  while (statuses.at(-1) !== 401) {
    const response = await fetch(`${gate.ready.url}/512`, { headers: { 'X-Stream-Token': token } })
    await response.arrayBuffer()
    statuses.push(response.status)
    await wait(50)
  }
  t.equal(statuses[0], 200)
})
