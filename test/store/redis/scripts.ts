import { Redis } from 'ioredis'
import t from 'tap'
import { readScripts, SCRIPTS } from '../../../src/store/redis/scripts.js'
import { startRedis } from '../../fixtures/start-redis.js'

const server = await startRedis()
t.teardown(server.stop)

t.test('defines every script on a connection', t => {
  const redis = new Redis({ lazyConnect: true })
  t.teardown(() => { redis.disconnect() })
  readScripts()(redis)
  for (const name of Object.keys(SCRIPTS)) t.ok(name in redis, name)
  t.end()
})

t.test('runs scripts that the server has flushed', async t => {
  const redis = new Redis(server.port, server.host)
  t.teardown(() => { redis.disconnect() })
  readScripts()(redis)
  for (let time = 1; time <= 3; time++) {
    await redis.script('FLUSH')
    t.equal(await redis.streamsCount('active:0'), 0)
  }
})
