import t from 'tap'
import { findTransportConflicts } from '../../../src/config/conflict/find-transport-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findTransportConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('options of a transport need the transport', async t => {
  t.match(find('--token-parameter st'), [/^--token-parameter .*the query transport is not enabled: add query to --token-transport \(TOKEN_TRANSPORTS\)/])
  t.match(find('--token-transport path --token-cookie a --token-cookie-path /b'), [/^--token-cookie .* and --token-cookie-path .*the cookie transport is not enabled/])
  t.same(find('--token-transport query cookie --token-parameter st --token-cookie a'), [])
})

t.test('a cookie whose name starts with __Host- needs the path /', async t => {
  t.match(find('--token-transport cookie --token-cookie __Host-s --token-cookie-path /live'), [/given "\/live" as the path; browsers accept/])
  t.same(find('--token-transport cookie --token-cookie __Host-s'), [])
})

t.test('a path that starts with /~ conflicts with the path transport', async t => {
  t.match(find('--token-transport path --streams-path /~s'), [/^--streams-path .*a path that starts with \/~ carries a token/])
  t.same(find('--streams-path /~s'), [])
})

t.test('--cors-max-age needs --cors-origin', async t => {
  t.match(find('--cors-max-age 5'), [/^--cors-max-age .*also set --cors-origin \(CORS_ORIGINS\)/])
  t.same(find('--cors-max-age 5 --cors-origin *'), [])
})

t.test('an invalid value causes no second problem', async t => {
  t.same(find('--token-transport x --token-parameter st'), [])
  t.same(find(''), [])
})
