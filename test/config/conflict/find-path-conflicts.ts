import t from 'tap'
import { findPathConflicts } from '../../../src/config/conflict/find-path-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findPathConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('the health path and the streams path must differ', async t => {
  t.match(find('--health-path /streams'), [/^--health-path \(HEALTH_PATH\) and --streams-path \(STREAMS_PATH\): given "\/streams" for both/])
})

t.test('a path of the gate cannot be public', async t => {
  t.match(find('--public /a / /streams'), [/^--public .* and --health-path .*: given "\/" for both/, /^--public .* and --streams-path .*: given "\/streams" for both/])
})

t.test('the release path cannot have another purpose', async t => {
  t.match(find('--health-path /streams/release'), [/^--health-path .* given "\/streams\/release"; clients release streams at this path/])
  t.match(find('--streams-path /s/ --public /s/release'), [/^--public .* given "\/s\/release"; clients release streams at this path/])
})

t.test('other paths do not conflict', async t => {
  t.same(find('--public /a /streams/ --health-path /healthz'), [])
  t.same(find('--public a --health-path b --streams-path b'), [], 'an invalid value causes no second problem')
})
