import { Redis } from 'ioredis'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { startFilm } from '../fixtures/start-film.js'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { acquireToken } from '../fixtures/streams-client.js'

t.setTimeout(120_000)

const redis = await startRedis()
t.teardown(redis.stop)
const film = await startFilm()
t.teardown(film.stop)
const counting = new Redis(redis.url)
t.teardown(() => { counting.disconnect() })

/** How often each command was called by anybody but us, scripts' own calls left out. */
async function calls (): Promise<Record<string, number>> {
  const info = String(await counting.info('commandstats'))
  return Object.fromEntries([...info.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map(([, name, count]) => [name as string, Number(count)]))
}

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
  const gate = await startGate({ flags: ['--upstream', film.url, '--redis-url', redis.url, '--expiry', '300', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const token = await acquireToken(gate.ready.url, 'alice')
  await playSegments(gate.ready.url, token, 1)
  const before = await calls()
  await playSegments(gate.ready.url, token, 10_000)
  const after = await calls()
  const scripts = (of: Record<string, number>): number => (of['evalsha'] ?? 0) + (of['eval'] ?? 0)
  t.equal(scripts(after) - scripts(before), 0, 'no script ran for 10 000 segments')
  for (const name of Object.keys(after)) {
    // Our own counting, and the heartbeat of the subscription.
    if (name === 'info' || name === 'ping') continue
    t.equal(after[name], before[name] ?? 0, name)
  }
})

t.test('traffic renews as often as the lifetime needs, not as often as it asks', async t => {
  const gate = await startGate({ flags: ['--upstream', film.url, '--redis-url', redis.url, '--expiry', '3', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const token = await acquireToken(gate.ready.url, 'bob')
  const startedMs = performance.now()
  while (performance.now() - startedMs < 9000) {
    await playSegments(gate.ready.url, token, 100)
    await wait(20)
  }
  const lifetimeSeconds = (performance.now() - startedMs) / 1000
  const metrics = await (await fetch(`${gate.ready.adminUrl}/metrics`)).text()
  const renewals = Number(/^streamgate_renewals_total\{by="traffic",outcome="renewed"\} (\d+)/m.exec(metrics)?.[1])
  // One when a third of the life is gone, so at most one a second of this stream's; at least one an expiry.
  t.ok(renewals >= Math.floor(lifetimeSeconds / 3) && renewals <= Math.ceil(lifetimeSeconds) + 1, `${renewals} renewals in ${lifetimeSeconds.toFixed(1)} s`)
})

t.test('without implicit renewal a stream ends in the middle of its traffic', async t => {
  const gate = await startGate({ flags: ['--upstream', film.url, '--redis-url', redis.url, '--expiry', '1', '--implicit-renewal', 'false', '--log-level', 'info'] })
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
