import t from 'tap'
import { configCheck } from '../../src/cli/config-check.js'
import { runCommand } from '../fixtures/run-command.js'

t.test('reports that a configuration is valid', async t => {
  t.match(await runCommand(configCheck, { argv: ['--port', '80'], env: { STREAM_LIMIT: '5' } }), { status: 0, stdout: 'configuration is valid\n', stderr: '' })
})

t.test('lists the problems of an invalid configuration', async t => {
  const run = await runCommand(configCheck, { argv: ['--limit', '0'], env: { PORT: 'x' } })
  t.match(run, { status: 2, stdout: '', stderr: /^streamgate: 2 problems in the configuration\n {2}--port .*\n {2}--limit .*\n$/ })
})
