import t from 'tap'
import { runProcess } from '../../fixtures/run-process.js'
import { startChild } from '../../fixtures/start-child.js'

const SAY = ['-p', 'String(process.env.NODE_OPTIONS)']

t.test('a program that a test starts gets no options of tap\'s', async t => {
  t.match(runProcess(process.execPath, SAY, { env: {} }), { status: 0, stdout: 'undefined\n' })
  const child = await startChild({ args: SAY, isReady: line => line })
  t.equal(child.ready, 'undefined')
  await child.ended
})
