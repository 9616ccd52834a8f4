import t from 'tap'
import { findListeningConflicts } from '../../../src/config/conflict/find-listening-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findListeningConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('listeners on overlapping addresses cannot share a port', async t => {
  for (const hosts of ['0.0.0.0 127.0.0.1', '127.0.0.1 0.0.0.0', ':: 127.0.0.1', ':: ::1', '0.0.0.0 ::', '10.0.0.1 10.0.0.1', 'localhost 127.0.0.1', '::1 localhost', '0.0.0.0 gate']) {
    const [host, adminHost] = hosts.split(' ')
    t.match(find(`--host=${host} --admin-host=${adminHost} --port 80 --admin-port 80`), [/^--port \(PORT\) and --admin-port \(ADMIN_PORT\): given 80 for both/], hosts)
  }
})

t.test('listeners on separate addresses, with different ports or with any free port do not conflict', async t => {
  for (const hosts of ['127.0.0.1 127.0.0.2', '0.0.0.0 ::1', 'localhost 10.0.0.1', 'gate admin']) {
    const [host, adminHost] = hosts.split(' ')
    t.same(find(`--host=${host} --admin-host=${adminHost} --port 80 --admin-port 80`), [], hosts)
  }
  t.same(find(''), [])
  t.same(find('--port 0 --admin-port 0'), [])
  t.same(find('--port x --admin-port x'), [], 'an invalid value causes no second problem')
  t.same(find('--host [] --port 80 --admin-port 80'), [])
})
