import t from 'tap'
import { findRedisConflicts } from '../../../src/config/conflict/find-redis-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findRedisConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('each way to set the address of Redis is sufficient', async t => {
  for (const way of [
    '',
    '--redis-url redis://redis',
    '--redis-host redis --redis-port 1 --redis-database 1',
    '--redis-sentinel s:1 --redis-sentinel-master m --redis-sentinel-password p --redis-database 1 --redis-password p',
    '--redis-cluster a:1 b:1 --redis-database 0'
  ]) t.same(find(way), [], way)
})

t.test('two addresses of Redis contradict each other', async t => {
  t.same(find('--redis-url redis://a --redis-host b'), ['--redis-url (REDIS_URL) and --redis-host (REDIS_HOST): each of them sets the address of Redis: set only one'])
  t.match(find('--redis-sentinel s:1 --redis-sentinel-master m --redis-cluster c:1'), [/^--redis-sentinel .* and --redis-cluster /])
})

t.test('Redis options need a Redis, so that the gate does not count in memory unnoticed', async t => {
  t.match(find('--redis-port 6380 --redis-password x'), [/^--redis-port \(REDIS_PORT\) and --redis-password \(REDIS_PASSWORD\): no Redis is configured: also set one of --redis-url/])
  t.same(find('--redis-host [] --redis-password x'), [], 'an invalid address causes no second problem')
})

t.test('an option without the option that it refines is reported', async t => {
  t.same(find('--redis-url redis://redis --redis-port 1'), ['--redis-port (REDIS_PORT): it has no effect without --redis-host (REDIS_HOST)'])
  t.match(find('--redis-host redis --redis-sentinel-master m --redis-sentinel-username u'), [
    /^--redis-sentinel-master .* has no effect without --redis-sentinel /, /^--redis-sentinel-username .* has no effect without --redis-sentinel /
  ])
})

t.test('sentinels need the name of their master', async t => {
  t.match(find('--redis-sentinel s:1'), [/^--redis-sentinel .* also set --redis-sentinel-master/])
})

t.test('a cluster has only database 0', async t => {
  t.same(find('--redis-cluster c:1 --redis-database 2'), ['--redis-database (REDIS_DATABASE): given 2; Redis Cluster has only database 0'])
})

t.test('the URL and an option cannot set the same value', async t => {
  t.same(find('--redis-url redis://u:p@redis/0 --redis-username u --redis-password p --redis-database 0'), [
    '--redis-username (REDIS_USERNAME) and --redis-url (REDIS_URL): both set it: set only one',
    '--redis-password (REDIS_PASSWORD) and --redis-url (REDIS_URL): both set it: set only one',
    '--redis-database (REDIS_DATABASE) and --redis-url (REDIS_URL): both set it: set only one'
  ])
  t.same(find('--redis-url redis://redis --redis-username u --redis-password p --redis-database 1'), [])
})

t.test('a certificate needs its key', async t => {
  const dir = t.testdir({ pem: '-----BEGIN CERTIFICATE-----\n' })
  t.match(find(`--redis-url rediss://redis --redis-cert-file ${dir}/pem`), [/^--redis-cert-file .* also set --redis-key-file/])
})
