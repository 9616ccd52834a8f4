import t from 'tap'
import { findTransportConflicts } from '../../../src/config/conflict/find-transport-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findTransportConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('particulars need the transport that they are about', async t => {
  t.match(find('--token-parameter st'), [/^--token-parameter .*the query transport is not enabled: add query to --token-transport \(TOKEN_TRANSPORTS\)/])
  t.match(find('--token-transport path --token-cookie a --token-cookie-path /b'), [/^--token-cookie .* and --token-cookie-path .*the cookie transport is not enabled/])
  t.same(find('--token-transport query cookie --token-parameter st --token-cookie a'), [])
})

t.test('a cookie whose name begins with __Host- is for every path', async t => {
  t.match(find('--token-transport cookie --token-cookie __Host-s --token-cookie-path /live'), [/given "\/live" as the path; browsers accept/])
  t.same(find('--token-transport cookie --token-cookie __Host-s'), [])
})

t.test('what begins with /~ is a token where paths carry tokens', async t => {
  t.match(find('--token-transport path --streams-path /~s'), [/^--streams-path .*a path that starts with \/~ carries a token/])
  t.same(find('--streams-path /~s'), [])
})

t.test('an age of preflights needs preflights', async t => {
  t.match(find('--cors-max-age 5'), [/^--cors-max-age .*also set --cors-origin \(CORS_ORIGINS\)/])
  t.same(find('--cors-max-age 5 --cors-origin *'), [])
})

t.test('what is wrong already has its problem', async t => {
  t.same(find('--token-transport x --token-parameter st'), [])
  t.same(find(''), [])
})
