import t from 'tap'
import { findListeningConflicts } from '../../../src/config/conflict/find-listening-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function find (commandLine: string): string[] {
  return findListeningConflicts(settingsOf(commandLine).settings).map(describeProblem)
}

t.test('one port cannot be listened on twice where the addresses overlap', async t => {
  for (const hosts of ['0.0.0.0 127.0.0.1', '127.0.0.1 0.0.0.0', ':: 127.0.0.1', ':: ::1', '0.0.0.0 ::', '10.0.0.1 10.0.0.1', 'localhost 127.0.0.1', '::1 localhost', '0.0.0.0 gate']) {
    const [host, adminHost] = hosts.split(' ')
    t.match(find(`--host=${host} --admin-host=${adminHost} --port 80 --admin-port 80`), [/^--port \(PORT\) and --admin-port \(ADMIN_PORT\): given 80 for both/], hosts)
  }
})

t.test('it can where they do not, where the ports differ, or where any free port will do', async t => {
  for (const hosts of ['127.0.0.1 127.0.0.2', '0.0.0.0 ::1', 'localhost 10.0.0.1', 'gate admin']) {
    const [host, adminHost] = hosts.split(' ')
    t.same(find(`--host=${host} --admin-host=${adminHost} --port 80 --admin-port 80`), [], hosts)
  }
  t.same(find(''), [])
  t.same(find('--port 0 --admin-port 0'), [])
  t.same(find('--port x --admin-port x'), [], 'what is wrong already has its problem')
  t.same(find('--host [] --port 80 --admin-port 80'), [])
})
