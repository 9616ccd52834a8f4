import t from 'tap'
import type { Values } from '../../../src/config/options/options.js'
import { toRedisConfig } from '../../../src/config/read/to-redis-config.js'
import type { RedisSettings } from '../../../src/ports/redis-settings.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function redisOf (commandLine: string): RedisSettings | undefined {
  const { settings } = settingsOf(commandLine)
  return toRedisConfig(Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])) as Values)
}

t.test('without an address there is no Redis', async t => {
  t.equal(redisOf(''), undefined)
})

t.test('a server set by --redis-host', async t => {
  t.same(redisOf('--redis-host r --redis-port 1 --redis-username u --redis-password p --redis-database 2 --redis-key-prefix k: --redis-connect-timeout 2 --redis-command-timeout 0.5'), {
    mode: 'single',
    nodes: [{ host: 'r', port: 1 }],
    socketPath: undefined,
    sentinelMaster: undefined,
    sentinelUsername: undefined,
    sentinelPassword: undefined,
    username: 'u',
    password: 'p',
    database: 2,
    tls: undefined,
    keyPrefix: 'k:',
    connectTimeoutMs: 2000,
    commandTimeoutMs: 500
  })
})

t.test('a server set by a URL, with options for what the URL leaves open', async t => {
  t.match(redisOf('--redis-url rediss://u:p@r:1/2'), { mode: 'single', nodes: [{ host: 'r', port: 1 }], username: 'u', password: 'p', database: 2, tls: { insecure: false } })
  t.match(redisOf('--redis-url redis://r --redis-password p --redis-database 1'), { password: 'p', database: 1, tls: undefined })
  t.match(redisOf('--redis-url redis://r'), { username: undefined, password: undefined, database: 0 })
})

t.test('a socket', async t => {
  t.match(redisOf('--redis-url unix:///r.sock?db=1'), { mode: 'single', nodes: [], socketPath: '/r.sock', database: 1, tls: undefined })
})

t.test('sentinels', async t => {
  t.match(redisOf('--redis-sentinel a:1 b:2 --redis-sentinel-master m --redis-sentinel-username u --redis-sentinel-password p'), {
    mode: 'sentinel', nodes: [{ host: 'a', port: 1 }, { host: 'b', port: 2 }], sentinelMaster: 'm', sentinelUsername: 'u', sentinelPassword: 'p', password: undefined
  })
})

t.test('a cluster, over TLS', async t => {
  const pem = '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n'
  const dir = t.testdir({ ca: `${pem}ca`, cert: `${pem}cert`, key: `${pem}key` })
  t.match(redisOf(`--redis-cluster [::1]:1 --redis-tls true --redis-ca-file ${dir}/ca --redis-cert-file ${dir}/cert --redis-key-file ${dir}/key --redis-server-name s --redis-insecure true`), {
    mode: 'cluster',
    nodes: [{ host: '::1', port: 1 }],
    database: 0,
    tls: { ca: `${pem}ca`, cert: `${pem}cert`, key: `${pem}key`, serverName: 's', insecure: true }
  })
})
