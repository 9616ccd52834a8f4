import { Redis } from 'ioredis'
import t from 'tap'
import { waitUntilReady } from '../../../src/store/redis/wait-until-ready.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { startRedis } from '../../fixtures/start-redis.js'

t.test('waits until commands can be sent and the first attempt to subscribe is over', async t => {
  const server = await startRedis()
  t.teardown(server.stop)
  const redis = new Redis(server.port, server.host)
  t.teardown(() => { redis.disconnect() })
  let finishAttempt = (): void => {}
  const attempted = new Promise<void>(resolve => { finishAttempt = resolve })
  let through = false
  const waiting = waitUntilReady({ redis, attempted, clock: holdClock(), timeoutMs: 1000 }).then(() => { through = true })
  await redis.ping()
  t.equal(through, false)
  finishAttempt()
  await waiting
  t.equal(redis.status, 'ready')
})

t.test('waits at most for the timeout', async t => {
  const clock = holdClock()
  const redis = new Redis({ lazyConnect: true })
  t.teardown(() => { redis.disconnect() })
  let through = false
  const waiting = waitUntilReady({ redis, attempted: new Promise(() => {}), clock, timeoutMs: 1000 }).then(() => { through = true })
  clock.advance(999)
  await Promise.resolve()
  t.equal(through, false)
  clock.advance(1)
  await waiting
})
