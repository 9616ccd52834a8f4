import { Cluster, Redis } from 'ioredis'
import t from 'tap'
import { connectSubscriber } from '../../../src/store/redis/connect-subscriber.js'
import { redisSettings } from '../../fixtures/redis-settings.js'

t.test('creates connections to a single server that are not connected and do not reconnect', t => {
  const commands = new Redis({ lazyConnect: true })
  t.teardown(() => { commands.disconnect() })
  const connect = connectSubscriber({ redis: redisSettings({ port: 7000, database: 3, password: 'secret' }), commands, first: 0 })
  const [one, two] = [connect(), connect()]
  t.teardown(() => { for (const redis of [one, two]) redis.disconnect() })
  t.not(one, two)
  t.equal(one.status, 'wait')
  t.match(one.options, { host: '127.0.0.1', port: 7000, db: 3, password: 'secret', retryStrategy: null })
  t.end()
})

t.test('queries the sentinels once per connection', t => {
  const commands = new Redis({ lazyConnect: true })
  t.teardown(() => { commands.disconnect() })
  const settings = redisSettings({ mode: 'sentinel', nodes: [{ host: '127.0.0.1', port: 7000 }], sentinelMaster: 'streams' })
  const redis = connectSubscriber({ redis: settings, commands, first: 0 })()
  t.teardown(() => { redis.disconnect() })
  t.match(redis.options, { sentinels: [{ port: 7000 }], name: 'streams' })
  t.equal(redis.options.sentinelRetryStrategy?.(1), null)
  t.end()
})

t.test('uses the nodes of a Cluster in turn, each gate from a different one on', t => {
  const nodes = [{ host: '127.0.0.1', port: 7000 }, { host: '127.0.0.1', port: 7001 }]
  const commands = new Cluster(nodes, { lazyConnect: true })
  t.teardown(() => { commands.disconnect() })
  const connect = connectSubscriber({ redis: redisSettings({ mode: 'cluster', nodes, username: 'gate' }), commands, first: 5 })
  const connections = [connect(), connect(), connect()]
  t.teardown(() => { for (const redis of connections) redis.disconnect() })
  t.same(connections.map(({ options }) => options.port), [7001, 7000, 7001])
  t.match(connections[0]?.options, { username: 'gate', retryStrategy: null })
  t.end()
})
