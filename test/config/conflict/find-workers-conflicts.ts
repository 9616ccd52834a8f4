import t from 'tap'
import { findWorkersConflicts } from '../../../src/config/conflict/find-workers-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findWorkersConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('several workers need a Redis, whatever the number of CPUs', async t => {
  t.match(find('--workers 2'), [/^--workers \(WORKERS\): given 2; each worker would store streams in its own memory: also set one of --redis-url \(REDIS_URL\)/])
  t.match(find('--workers auto'), [/given auto/])
})

t.test('several workers with a Redis, and a single worker, do not conflict', async t => {
  t.same(find(''), [])
  t.same(find('--workers 1'), [])
  t.same(find('--workers 4 --redis-url redis://redis'), [])
  t.same(find('--workers auto --redis-cluster a:1 b:2'), [])
  t.same(find('--workers x'), [], 'an invalid value causes no second problem')
  t.same(find('--workers 2 --redis-url x'), [])
})
