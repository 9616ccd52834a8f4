import { Redis } from 'ioredis'
import t from 'tap'
import { collectLog } from '../../fixtures/collect-log.js'
import { makeCertificate } from '../../fixtures/make-certificate.js'
import { openTestStore } from '../../fixtures/open-test-store.js'
import { startRedis, type RedisServer } from '../../fixtures/start-redis.js'
import { startTlsRedis } from '../../fixtures/start-tls-redis.js'
import { until } from '../../fixtures/until.js'

const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }

t.test('connects to a server over a unix socket', async t => {
  // The path of a socket has to be short, so it is in the directory of the server.
  const server = await startRedis({ args: ['--unixsocket', 'redis.sock', '--port', '0'] })
  t.teardown(server.stop)
  const store = await openTestStore(t, { socketPath: `${server.directory}/redis.sock` })
  t.match(await store.acquire(ACQUIRE), { granted: true })
  t.type(store.subscription().sinceMs, 'number')
})

t.test('uses only its database', async t => {
  const server = await startRedis()
  t.teardown(server.stop)
  const store = await openTestStore(t, { port: server.port, database: 3 })
  t.match(await store.acquire(ACQUIRE), { granted: true })
  const operator = connect(t, server)
  t.equal(await operator.dbsize(), 0)
  await operator.select(3)
  t.ok(await operator.dbsize() > 0)
})

t.test('works as a user with minimal permissions', async t => {
  const server = await startRedis({ args: ['--requirepass', 'of the operator'] })
  t.teardown(server.stop)
  const operator = connect(t, server, { password: 'of the operator' })
  await operator.call('ACL', 'SETUSER', 'gate', 'on', '>secret', '~gate:*', '&gate:ended', '-@all',
    '+evalsha', '+eval', '+ping', '+info', '+select', '+subscribe', '+publish', '+time',
    '+hgetall', '+hmget', '+hlen', '+hset', '+hdel', '+pttl', '+pexpireat',
    '+zadd', '+zrange', '+zscore', '+zrem', '+zremrangebyscore', '+zcard')
  const log = collectLog()
  const store = await openTestStore(t, { port: server.port, username: 'gate', password: 'secret', keyPrefix: 'gate:', log })
  const acquired = await store.acquire(ACQUIRE)
  if (!acquired.granted) throw new Error('the limit is reached')
  const { token } = acquired.stream
  t.match(await store.renew(token, 60), { active: 1 })
  t.match(await store.find(token), { viewer: 'ada' })
  t.equal(await store.countActive(), 1)
  t.equal(await store.release(token), true)
  await store.ping()
  t.type(store.subscription().sinceMs, 'number')
  t.same(log.lines, [], 'and lacks no permission')
})

t.test('uses TLS, verifies the server and presents its own certificate', async t => {
  const { cert, key } = await makeCertificate('IP:127.0.0.1')
  const { port } = await startTlsRedis(t, { cert, key }, { clientCa: cert })
  const tls = { ca: cert, cert, key, serverName: undefined, insecure: false }
  const fault = { code: 'STORE_TLS_FAILED' }

  const store = await openTestStore(t, { port, tls })
  t.match(await store.acquire(ACQUIRE), { granted: true })
  t.type(store.subscription().sinceMs, 'number')

  const log = collectLog()
  const distrusting = await openTestStore(t, { port, tls: { ...tls, ca: undefined }, connectTimeoutMs: 300, log })
  await t.rejects(distrusting.ping(), fault)
  t.match(log.lines.join('\n'), /redis cannot be reached.*self.signed/)
  const nameless = await openTestStore(t, { port, tls: { ...tls, serverName: 'another.test' }, connectTimeoutMs: 300 })
  await t.rejects(nameless.ping(), fault, 'a certificate for another name')
  const anonymous = await openTestStore(t, { port, tls: { ...tls, cert: undefined, key: undefined }, connectTimeoutMs: 300 })
  // With TLS 1.3, the server closes the connection right after the alert: an attempt may see only the close.
  await until(async () => await anonymous.ping().catch((error: { code: string }) => error.code === fault.code))
  const trusting = await openTestStore(t, { port, tls: { ...tls, ca: undefined, insecure: true } })
  await trusting.ping()
})

function connect (t: { teardown: (close: () => void) => void }, server: RedisServer, options: { password?: string } = {}): Redis {
  const redis = new Redis({ port: server.port, host: server.host, ...options })
  t.teardown(() => { redis.disconnect() })
  return redis
}
