import t from 'tap'
import { connectionOptions, reconnectAfterMs, RECONNECT_AFTER_MS_MAX, serverOptions } from '../../../src/store/redis/connection-options.js'
import { redisSettings } from '../../fixtures/redis-settings.js'

t.test('neither queues commands nor sends a command twice', t => {
  t.match(connectionOptions(redisSettings()), { enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 })
  t.end()
})

t.test('reconnects for ever, immediately at first and at least once a second', t => {
  t.same([1, 2, 3, 4, 5, 6, 7, 1_000_000].map(reconnectAfterMs), [50, 100, 200, 400, 800, 1000, 1000, 1000])
  t.equal(RECONNECT_AFTER_MS_MAX, 1000)
  t.end()
})

t.test('reconnects when the server is a replica, and for no other error reply', t => {
  const { reconnectOnError } = connectionOptions(redisSettings())
  t.equal(reconnectOnError(new Error('READONLY You can\'t write against a read only replica.')), true)
  t.equal(reconnectOnError(new Error('ERR Error running script: @user_script:50: -READONLY You can\'t write')), true)
  t.equal(reconnectOnError(new Error('OOM command not allowed')), false)
  t.end()
})

t.test('sends credentials only when they are configured', t => {
  const anonymous = connectionOptions(redisSettings())
  t.notOk('username' in anonymous || 'password' in anonymous || 'tls' in anonymous)
  t.match(connectionOptions(redisSettings({ username: 'gate', password: 'secret' })), { username: 'gate', password: 'secret' })
  t.end()
})

t.test('verifies certificates unless configured not to', t => {
  const tls = { ca: 'CA', cert: 'CERT', key: 'KEY', serverName: 'redis.test', insecure: false }
  t.same(connectionOptions(redisSettings({ tls })).tls, { ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'redis.test', rejectUnauthorized: true })
  const bare = { ca: undefined, cert: undefined, key: undefined, serverName: undefined, insecure: true }
  t.same(connectionOptions(redisSettings({ tls: bare })).tls, { rejectUnauthorized: false })
  t.end()
})

t.test('locates a server by address or by socket', t => {
  t.match(serverOptions(redisSettings({ port: 7000, database: 2 })), { host: '127.0.0.1', port: 7000, db: 2 })
  const bySocket = serverOptions(redisSettings({ port: 7000, socketPath: '/run/redis.sock' }))
  t.match(bySocket, { path: '/run/redis.sock' })
  t.notOk('host' in bySocket)
  t.end()
})

t.test('queries every sentinel, with separate credentials, until one responds', t => {
  const nodes = [{ host: 'a', port: 1 }, { host: 'b', port: 2 }]
  const options = serverOptions(redisSettings({ mode: 'sentinel', nodes, sentinelMaster: 'streams', sentinelUsername: 'u', sentinelPassword: 'p', password: 'secret' }))
  t.match(options, { sentinels: nodes, name: 'streams', sentinelUsername: 'u', sentinelPassword: 'p', password: 'secret', failoverDetector: true })
  t.type(options.sentinelRetryStrategy?.(1000), 'number')
  t.notOk('enableTLSForSentinelMode' in options)
  const tls = { ca: 'CA', cert: undefined, key: undefined, serverName: undefined, insecure: false }
  t.match(serverOptions(redisSettings({ mode: 'sentinel', nodes, sentinelMaster: 'streams', tls })), { enableTLSForSentinelMode: true, sentinelTLS: { ca: 'CA' }, tls: { ca: 'CA' } })
  t.end()
})
