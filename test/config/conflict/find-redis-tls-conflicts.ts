import t from 'tap'
import { findRedisTlsConflicts } from '../../../src/config/conflict/find-redis-tls-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findRedisTlsConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('the scheme of the URL and --redis-tls must agree', async t => {
  t.match(find('--redis-url redis://redis --redis-tls true'), [/^--redis-tls .* and --redis-url .*: given true with a URL without TLS/])
  t.match(find('--redis-url rediss://redis --redis-tls false'), [/given false with a URL over TLS/])
  t.same(find('--redis-url rediss://redis --redis-tls true'), [])
  t.same(find('--redis-url unix:///redis.sock --redis-tls false'), [])
})

t.test('certificates need TLS', async t => {
  t.match(find('--redis-host redis --redis-server-name r --redis-insecure true'), [/^--redis-server-name .* and --redis-insecure .*: certificates need TLS/])
  t.match(find('--redis-url redis://redis --redis-server-name r'), [/^--redis-server-name /])
  t.same(find('--redis-url rediss://redis --redis-server-name r --redis-insecure true'), [])
  t.same(find('--redis-host redis --redis-tls true --redis-server-name r'), [])
  t.same(find('--redis-host redis --redis-insecure false'), [])
})

t.test('an invalid value causes no second problem', async t => {
  t.same(find('--redis-url redis --redis-server-name r'), [])
  t.same(find('--redis-host redis --redis-tls yes --redis-server-name r'), [])
})
