import { readFileSync } from 'node:fs'
import t from 'tap'
import { findUnknownNames } from '../fixtures/find-unknown-names.js'
import { runProgram } from '../fixtures/run-program.js'

t.test('prints the version', async t => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.match(runProgram(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' })
  t.match(runProgram(['-V']), { status: 0, stdout: `${version}\n` })
})

t.test('prints the help, whatever the other arguments', async t => {
  for (const args of [['--help'], ['-h'], ['config', 'show', '--prot', '--help']]) {
    const { status, stdout, stderr } = runProgram(args)
    t.same({ status, stderr }, { status: 0, stderr: '' })
    t.match(stdout, /^Usage: streamgate .*\n[^]*--limit <count>[^]*\nCommands:\n {2}serve .*\n[^]*config check/)
    t.same(findUnknownNames(stdout), [])
  }
})

t.test('runs the command that the words select', async t => {
  t.match(runProgram(['config', 'check']), { status: 0, stdout: 'configuration is valid\n' })
})

t.test('reports an unknown command together with all other problems, and exits with 2', async t => {
  const { status, stdout, stderr } = runProgram(['srve', '--limit', '0'], { PORT: 'x' })
  t.same({ status, stdout }, { status: 2, stdout: '' })
  t.match(stderr, /^streamgate: 3 problems in the configuration\n {2}"srve": .* did you mean serve\?\n {2}--port .*\n {2}--limit .*\n$/)
})
