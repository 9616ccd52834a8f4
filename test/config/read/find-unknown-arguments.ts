import t from 'tap'
import { describeProblem } from '../../../src/config/problem.js'
import { findUnknownArguments } from '../../../src/config/read/find-unknown-arguments.js'
import { parseFlags } from '../../../src/config/read/parse-flags.js'

function find (...argv: string[]): string[] {
  return findUnknownArguments(parseFlags(argv)).map(describeProblem)
}

t.test('suggests the most similar flag', async t => {
  t.same(find('--prot', '80'), ['--prot: unknown option; did you mean --port?'])
  t.same(find('--stream-limit=3'), ['--stream-limit: unknown option; did you mean --limit?'], 'also by the name of its variable')
  t.same(find('--colour'), ['--colour: unknown option; `streamgate --help` lists all options'])
})

t.test('known arguments are no problem', async t => {
  t.same(find('--port', '80', '--public', '/a', '/b', '--'), [])
})

t.test('quotes an argument that belongs to no option', async t => {
  t.match(find('--port', '80', 'extra'), [/^argument "extra": it belongs to no option/])
})

t.test('never quotes an argument that may be a secret', async t => {
  const problems = [
    ...find('--redis-pasword', 'hunter2'),
    ...find('--redis-pasword=hunter2'),
    ...find('-phunter2'),
    ...find('--redis-password', 'my', 'hunter2'),
    ...find('hunter2', '--redis-pasword', 'x')
  ]
  t.equal(problems.length, 6)
  t.notMatch(problems.join('\n'), 'hunter2')
})
