import { Redis } from 'ioredis'
import t from 'tap'
import { connectRedis } from '../../../src/store/redis/connect-redis.js'
import { watchConnection } from '../../../src/store/redis/watch-connection.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { freePort } from '../../fixtures/free-port.js'
import { redisSettings } from '../../fixtures/redis-settings.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { until } from '../../fixtures/until.js'

t.test('logs a loss and a reconnection once each, however many attempts are between them', async t => {
  const port = await freePort()
  const { redis, log, closes } = watch(t, { port })
  await until(() => closes() >= 3)
  t.same(log.lines, [`warn: redis cannot be reached, connecting (connect ECONNREFUSED 127.0.0.1:${port})`])

  const first = await startRedis({ port })
  await until(() => redis.status === 'ready' && log.lines.length === 2)
  t.equal(log.lines[1], 'info: redis is available again')

  await first.stop()
  const before = closes()
  await until(() => closes() >= before + 3)
  t.equal(log.lines.length, 3)
  t.match(log.lines[2], /^warn: redis connection lost, reconnecting/)

  const second = await startRedis({ port })
  t.teardown(second.stop)
  await until(() => redis.status === 'ready' && log.lines.length === 4)
  t.equal(log.lines[3], 'info: redis is available again')
})

t.test('logs nothing about a working connection', async t => {
  const server = await startRedis()
  t.teardown(server.stop)
  const { redis, log } = watch(t, { port: server.port })
  await until(() => redis.status === 'ready')
  await redis.ping()
  t.same(log.lines, [])
})

t.test('logs once why Redis refuses the connection, without the password', async t => {
  const server = await startRedis({ args: ['--requirepass', 'right'] })
  t.teardown(server.stop)
  const { log, closes } = watch(t, { port: server.port, password: 'wrong' })
  await until(() => closes() >= 3)
  t.equal(log.lines.length, 1)
  t.match(log.lines[0], /^error: redis refuses the connection: check its user, password, database and permissions \(WRONGPASS/)
  t.notMatch(log.lines.join(), 'wrong')
})

t.test('never uses another database than the configured one', async t => {
  const server = await startRedis({ args: ['--databases', '2'] })
  t.teardown(server.stop)
  const { redis, log, closes } = watch(t, { port: server.port, database: 5 })
  let ready = 0
  redis.on('ready', () => { ready++ })
  await until(() => closes() >= 3)
  t.equal(ready, 0)
  t.match(log.lines, [/^error: redis refuses the connection.*DB index is out of range/])
})

function watch (t: { teardown: (close: () => void) => void }, given: Parameters<typeof redisSettings>[0]): { redis: Redis, log: ReturnType<typeof collectLog>, closes: () => number } {
  const redis = connectRedis(redisSettings(given))
  if (!(redis instanceof Redis)) throw new Error('not a single server')
  t.teardown(() => { redis.disconnect() })
  const log = collectLog()
  let closes = 0
  redis.on('close', () => { closes++ })
  watchConnection({ redis, log })
  return { redis, log, closes: () => closes }
}
