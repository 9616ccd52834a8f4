import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import t from 'tap'
import { tagViewer } from '../../src/store/tag-viewer.js'
import { collectLog } from '../fixtures/collect-log.js'
import { freePort } from '../fixtures/free-port.js'
import { openTestStore } from '../fixtures/open-test-store.js'
import { startRedis } from '../fixtures/start-redis.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }
const UNREACHABLE = { name: 'Fault', code: 'STORE_UNREACHABLE', temporary: true }

t.test('writes one key per viewer, without the viewer in any key, and all keys expire', async t => {
  const { server, operator } = await start(t)
  const store = await openTestStore(t, { port: server.port, keyPrefix: 'gate:' })
  await store.acquire(ACQUIRE)
  const tag = tagViewer('key of the tests')('ada')
  await until(async () => await operator.dbsize() === 3)
  t.same((await operator.keys('*')).sort(), [`gate:${tag}`, `gate:active:${tag.charAt(0)}`, 'gate:gates'].sort())
  for (const key of await operator.keys('*')) t.ok(await operator.pttl(key) > 0)
})

t.test('opens without Redis, faults immediately, and works when Redis is there', async t => {
  const port = await freePort()
  const log = collectLog()
  const store = await openTestStore(t, { port, connectTimeoutMs: 100, log })
  await t.rejects(store.ping(), UNREACHABLE)
  await t.rejects(store.acquire(ACQUIRE), UNREACHABLE)
  await t.rejects(store.countActive(), UNREACHABLE)
  t.same(store.subscription(), { sinceMs: undefined, lostMs: -Infinity })
  const server = await startRedis({ port })
  t.teardown(server.stop)
  await until(async () => await store.ping().then(() => true, () => false))
  t.match(await store.acquire(ACQUIRE), { granted: true })
  await until(() => store.subscription().sinceMs)
  t.match(log.lines.filter(line => !line.startsWith('debug')).sort(), [/^info: redis is available again/, /^info: subscribed to ended streams again/, /^warn: not subscribed to ended streams/, /^warn: redis cannot be reached/])
})

t.test('faults when a server accepts connections and never responds', async t => {
  const sockets = new Set<Socket>()
  const silent = createServer(socket => { sockets.add(socket.on('error', () => {})) })
  await new Promise<void>(resolve => { silent.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    silent.close()
    for (const socket of sockets) socket.destroy()
  })
  const { port } = silent.address() as AddressInfo
  const store = await openTestStore(t, { port, connectTimeoutMs: 100, commandTimeoutMs: 100 })
  await t.rejects(store.ping(), UNREACHABLE)
  const first = sockets.size
  await until(() => sockets.size >= first + 2)
  await t.rejects(store.acquire(ACQUIRE), UNREACHABLE, 'and it keeps connecting')
})

t.test('faults while Redis hangs, and revokes a late grant', async t => {
  const { server } = await start(t)
  const store = await openTestStore(t, { port: server.port, commandTimeoutMs: 1000 })
  await store.ping()
  server.pause()
  t.teardown(server.resume)
  await t.rejects(store.acquire(ACQUIRE), { ...UNREACHABLE, message: 'redis did not answer within 1000 ms' })
  server.resume()
  await until(async () => await store.acquire(ACQUIRE).then(({ granted }) => granted, () => false))
})

t.test('keeps a late grant of a device, whose next call resumes it', async t => {
  const { server, operator } = await start(t)
  const store = await openTestStore(t, { port: server.port, commandTimeoutMs: 1000 })
  await store.ping()
  server.pause()
  t.teardown(server.resume)
  await t.rejects(store.acquire({ ...ACQUIRE, device: 'tv' }), UNREACHABLE)
  server.resume()
  await until(async () => (await operator.keys('*')).some(key => !key.endsWith('gates')))
  await store.ping()
  t.match(await store.acquire({ ...ACQUIRE, device: 'tv' }), { granted: true, resumed: true, active: 1 })
})

t.test('reconnects when Redis keeps hanging', async t => {
  const { server, operator } = await start(t)
  const store = await openTestStore(t, { port: server.port, commandTimeoutMs: 100 })
  const connected = async (): Promise<string> => String(/total_connections_received:(\d+)/.exec(await operator.info('stats'))?.[1])
  const before = await connected()
  server.pause()
  t.teardown(server.resume)
  await until(async () => await store.ping().then(() => false, (error: Error) => error.message.includes('enableOfflineQueue')))
  server.resume()
  await until(async () => await store.ping().then(() => true, () => false))
  t.ok(Number(await connected()) > Number(before))
})

t.test('rejects commands in flight when Redis dies, sends none twice, and reconnects', async t => {
  const { server } = await start(t)
  const store = await openTestStore(t, { port: server.port, commandTimeoutMs: 60_000 })
  server.pause()
  const asking = store.acquire(ACQUIRE)
  asking.catch(() => {})
  await server.stop()
  await t.rejects(asking, UNREACHABLE)
  const again = await startRedis({ port: server.port })
  t.teardown(again.stop)
  await until(async () => await store.ping().then(() => true, () => false))
  t.equal(await store.countActive(), 0)
  t.match(await store.acquire(ACQUIRE), { granted: true, active: 1 })
})

t.test('translates an error reply into a refusal that is temporary or not', async t => {
  const { server, operator } = await start(t)
  const store = await openTestStore(t, { port: server.port })
  await operator.config('SET', 'maxmemory', '1')
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_REFUSED', temporary: true, message: /OOM/ })
  await operator.config('SET', 'maxmemory', '0')
  await operator.call('ACL', 'SETUSER', 'default', '-hset')
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_REFUSED', temporary: false })
  await operator.call('ACL', 'SETUSER', 'default', '+hset')
  t.match(await store.acquire(ACQUIRE), { granted: true })
})

t.test('reconnects when its master has become a replica', async t => {
  const { server, operator } = await start(t)
  const other = await start(t)
  const store = await openTestStore(t, { port: server.port })
  const clients = async (): Promise<string[]> => String(await operator.client('LIST', 'TYPE', 'NORMAL')).match(/\bid=\d+/g) ?? []
  await operator.replicaof(other.server.host, other.server.port)
  const before = await clients()
  await t.rejects(store.acquire(ACQUIRE), { code: 'STORE_REFUSED', temporary: true, message: /READONLY/ })
  await until(async () => (await clients()).some(id => !before.includes(id)))
  await operator.call('REPLICAOF', 'NO', 'ONE')
  await until(async () => await store.acquire(ACQUIRE).then(({ granted }) => granted, () => false))
})

t.test('recognizes tokens of other gates with the same key', async t => {
  const { server } = await start(t)
  const one = await openTestStore(t, { port: server.port })
  const two = await openTestStore(t, { port: server.port })
  const acquired = await one.acquire(ACQUIRE)
  if (!acquired.granted) throw new Error('the limit is reached')
  t.equal(two.isTokenOf(acquired.stream.token, 'ada'), true)
  t.same(await two.acquire(ACQUIRE), { granted: false, active: 1 })
})

t.test('leaves no connection open when it is closed', async t => {
  const { server, operator } = await start(t)
  const store = await openTestStore(t, { port: server.port })
  await store.close()
  await until(async () => String(await operator.client('LIST')).trim().split('\n').length === 1)
  await t.rejects(store.ping(), { ...UNREACHABLE, temporary: false })
})

async function start (t: { teardown: (close: () => unknown) => void }): Promise<{ server: Awaited<ReturnType<typeof startRedis>>, operator: Redis }> {
  const server = await startRedis()
  const operator = new Redis(server.port, server.host)
  operator.on('error', () => {})
  t.teardown(async () => {
    operator.disconnect()
    await server.stop()
  })
  return { server, operator }
}
