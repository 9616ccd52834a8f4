import { Redis } from 'ioredis'
import t from 'tap'
import { stayConnected } from '../../../src/store/redis/stay-connected.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

t.test('connects again after the connection has ended, until it is stopped', async t => {
  const server = await startRedis()
  t.teardown(server.stop)
  const redis = new Redis({ port: server.port })
  const stopReconnecting = stayConnected({ redis, clock: systemClock })
  for (let time = 1; time <= 2; time++) {
    await until(() => redis.status === 'ready')
    redis.disconnect()
    await until(() => redis.status === 'end')
  }
  await until(() => redis.status === 'ready')
  stopReconnecting()
  redis.disconnect()
  await until(() => redis.status === 'end')
  await new Promise(resolve => { setTimeout(resolve, 600) })
  t.equal(redis.status, 'end')
})

t.test('connects when no server was there at first', async t => {
  const server = await startRedis()
  await server.stop()
  const redis = new Redis({ port: server.port, retryStrategy: () => null })
  redis.on('error', () => {})
  t.teardown(() => { redis.disconnect() })
  t.teardown(stayConnected({ redis, clock: systemClock }))
  await until(() => redis.status === 'end')
  const back = await startRedis({ port: server.port })
  t.teardown(back.stop)
  await until(() => redis.status === 'ready')
})
