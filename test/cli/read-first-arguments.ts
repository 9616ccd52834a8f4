import t from 'tap'
import { readFirstArguments } from '../../src/cli/read-first-arguments.js'

function read (...words: string[]): readonly string[] {
  return readFirstArguments(() => words.map(word => `${word}\0`).join(''))
}

t.test('tells the flags of the gate that is process 1', async t => {
  t.same(read('node', '/app/bin/streamgate.js', 'serve', '--admin-port', '9090'), ['--admin-port', '9090'])
  t.same(read('node', 'bin/streamgate.js', '--admin-host', '', '--limit', '5'), ['--admin-host', '', '--limit', '5'])
})

t.test('tells those of the gate that an init has started', async t => {
  t.same(read('/sbin/docker-init', '--', 'node', '/app/bin/streamgate.js', 'serve', '--admin-port', '9090'), ['--admin-port', '9090'])
})

t.test('there are none where process 1 is something else, or cannot be seen', async t => {
  t.same(read('/sbin/init', '--admin-port', '9090'), [])
  t.same(readFirstArguments(() => { throw new Error('ENOENT') }), [])
})
