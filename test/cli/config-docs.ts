import t from 'tap'
import { configDocs } from '../../src/cli/config-docs.js'
import { describeOptions } from '../../src/config/describe/describe-options.js'
import { runCommand } from '../fixtures/run-command.js'

t.test('prints the documentation even if the environment is invalid', async t => {
  t.same(await runCommand(configDocs, { env: { PORT: 'x' } }), { status: 0, stdout: describeOptions(), stderr: '' })
})

t.test('refuses unknown arguments', async t => {
  t.match(await runCommand(configDocs, { argv: ['--html'] }), { status: 2, stdout: '', stderr: /--html: unknown option/ })
})
