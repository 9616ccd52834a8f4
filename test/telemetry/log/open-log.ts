import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { keepLog } from '../../fixtures/keep-log.js'
import { runProcess } from '../../fixtures/run-process.js'

t.test('a line is JSON with time, level and message', async t => {
  const { log, lines } = keepLog()
  log.info({ requestId: 'r1' }, 'hello')
  t.match(lines(), [{ level: 'info', time: /^\d{4}-\d\d-\d\dT/, requestId: 'r1', msg: 'hello' }])
})

t.test('lines below the level are not written', async t => {
  const { log, text } = keepLog('warn')
  log.info('hello')
  t.equal(text(), '')
})

t.test('secret fields are redacted at any depth and in child loggers', async t => {
  const { log, text } = keepLog()
  const secrets = { token: 's3cret', session: 's3cret', authorization: 's3cret', cookie: ['s3cret'], password: 's3cret', 'x-stream-session': 's3cret', 'x-stream-token': 's3cret' }
  log.info({ ...secrets, request: { ...secrets, headers: secrets } }, 'leaking')
  log.child(secrets).info('leaking')
  t.match(text(), /redacted/)
  t.notMatch(text(), /s3cret/)
})

t.test('an error is logged by its description only', async t => {
  const { log, lines, text } = keepLog()
  const cause = Object.assign(new Error('no'), { command: { args: ['s3cret'] } })
  const fault = new Fault('STORE_REFUSED', 'refused', { cause })
  log.warn({ err: fault }, 'oh')
  log.warn({ error: fault }, 'oh')
  const described = { code: 'STORE_REFUSED', message: 'refused', cause: { message: 'no' } }
  t.match(lines(), [{ err: described }, { error: described }])
  t.notMatch(text(), /s3cret/)
})

t.test('without a destination it writes to standard output', async t => {
  const program = "import { openLog } from './src/telemetry/log/open-log.ts'; openLog({ level: 'info' }).info('hello')"
  const { stdout, stderr } = runProcess(process.execPath, [...process.execArgv, '--input-type=module', '-e', program])
  t.match(stdout, /"msg":"hello"/, stderr)
})
