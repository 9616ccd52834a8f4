import t from 'tap'
import { configShow } from '../../src/cli/config-show.js'
import { runCommand } from '../fixtures/run-command.js'

t.test('prints a table', async t => {
  const run = await runCommand(configShow, { argv: ['--limit', '5'], env: { TOKEN_KEY: 'hunter2' } })
  t.match(run, { status: 0, stderr: '', stdout: /^--limit +5 +flag$/m })
  t.match(run.stdout, /^--token-key +\*\*\* +environment TOKEN_KEY$/m)
})

t.test('prints JSON', async t => {
  const run = await runCommand(configShow, { argv: ['--json', '--limit', '5'] })
  t.match(JSON.parse(run.stdout).find(({ flag }: { flag: string }) => flag === '--limit'), { env: 'STREAM_LIMIT', value: '5', source: 'flag', variable: null })
})

t.test('shows no values of an invalid configuration', async t => {
  t.match(await runCommand(configShow, { argv: ['--limit', '0'] }), { status: 2, stdout: '', stderr: /--limit/ })
})
