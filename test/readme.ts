import { existsSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { runProcess } from './fixtures/run-process.js'
import { startGate } from './fixtures/start-gate.js'
import { startOrigin } from './fixtures/start-origin.js'

const README = readFileSync('README.md', 'utf8')

/** Runs the examples against a gate with these flags. */
async function runExamples (t: Test, flags: readonly string[]): Promise<{ status: number | null, stdout: string, stderr: string }> {
  const origin = await startOrigin()
  t.teardown(origin.stop)
  const gate = await startGate({ flags: ['--upstream', origin.ready, ...flags] })
  t.teardown(gate.stop)
  return runProcess(process.execPath, ['scripts/check-deploy/run-readme.js', gate.ready.url])
}

t.test('the README\'s examples give the responses that it shows', async t => {
  const { status, stdout, stderr } = await runExamples(t, [])
  t.equal(stderr, '')
  t.match(stdout, /^[1-9]\d* answers of README\.md, 0 differ\n$/)
  t.equal(status, 0)
})

t.test('a response that differs is reported', async t => {
  const { status, stderr } = await runExamples(t, ['--limit', '4'])
  t.match(stderr, /^README\.md shows \{"errors":\[\{"code":2,.* 401\nbut http:\/\/127\.0\.0\.1:\d+ said \{"session":"alice","token":"…"\} 200\n$/)
  t.equal(status, 1)
})

t.test('the README\'s links lead to existing files', t => {
  for (const [, target] of README.matchAll(/\]\(([^):]+)\)/g)) t.ok(existsSync(String(target)), String(target))
  t.end()
})

t.test('the README has at most 150 lines', t => {
  t.ok(README.trimEnd().split('\n').length <= 150)
  t.end()
})
