import t from 'tap'
import { findUpstreamConflicts } from '../../../src/config/conflict/find-upstream-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findUpstreamConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('upstream options need an upstream', async t => {
  t.same(find('--upstream-idle-timeout 5 --upstream-insecure true'), [
    '--upstream-idle-timeout (UPSTREAM_IDLE_TIMEOUT) and --upstream-insecure (UPSTREAM_INSECURE): no upstream is configured: also set --upstream (UPSTREAM_URL)'
  ])
  t.same(find('--via-name edge'), [])
})

t.test('certificates need an https: upstream', async t => {
  t.match(find('--upstream http://video --upstream-server-name v'), [/^--upstream-server-name .*: given with an upstream at http:\/\/video; certificates need an https: upstream/])
  t.match(find('--upstream unix:/video.sock --upstream-insecure true'), [/^--upstream-insecure /])
  t.same(find('--upstream http://video --upstream-insecure false'), [])
  t.same(find('--upstream https://video --upstream-insecure true --upstream-server-name v'), [])
})

t.test('endpoints are all over TLS, or none', async t => {
  t.match(find('--upstream http://one https://two'), [/^--upstream .*: given http:\/\/one, https:\/\/two; use https: for all endpoints, or for none$/])
  t.same(find('--upstream https://one https://two --upstream-insecure true'), [])
  t.same(find('--upstream http://one unix:/two.sock'), [])
})

t.test('an endpoint cannot be listed twice', async t => {
  t.match(find('--upstream http://one --upstream http://one:80/'), [/^--upstream .*: given http:\/\/one, http:\/\/one:80\/; an endpoint is listed twice$/])
  t.match(find('--upstream unix:/one.sock unix:///one.sock'), [/an endpoint is listed twice$/])
  t.same(find('--upstream http://one http://one:81'), [])
})

t.test('a certificate needs its key', async t => {
  const dir = t.testdir({ pem: '-----BEGIN CERTIFICATE-----\n' })
  t.match(find(`--upstream https://video --upstream-cert-file ${dir}/pem`), [/^--upstream-cert-file .* also set --upstream-key-file/])
})

t.test('an invalid upstream causes no second problem', async t => {
  t.same(find('--upstream video --upstream-server-name v --upstream-idle-timeout 1'), [])
})
