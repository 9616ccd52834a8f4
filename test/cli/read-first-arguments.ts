import t from 'tap'
import { readFirstArguments } from '../../src/cli/read-first-arguments.js'

function read (...words: string[]): readonly string[] {
  return readFirstArguments(() => words.map(word => `${word}\0`).join(''))
}

t.test('returns the flags of the gate that is process 1', async t => {
  t.same(read('node', '/app/bin/streamgate.js', 'serve', '--admin-port', '9090'), ['--admin-port', '9090'])
  t.same(read('node', 'bin/streamgate.js', '--admin-host', '', '--limit', '5'), ['--admin-host', '', '--limit', '5'])
})

t.test('returns the flags of the gate that an init process has started', async t => {
  t.same(read('/sbin/docker-init', '--', 'node', '/app/bin/streamgate.js', 'serve', '--admin-port', '9090'), ['--admin-port', '9090'])
})

t.test('returns nothing if process 1 is another program or is not visible', async t => {
  t.same(read('/sbin/init', '--admin-port', '9090'), [])
  t.same(readFirstArguments(() => { throw new Error('ENOENT') }), [])
})
