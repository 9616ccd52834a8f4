import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { startChild } from '../../fixtures/start-child.js'
import { startProcess } from '../../fixtures/start-process.js'
import { until } from '../../fixtures/until.js'
import { isGone } from '../../fixtures/workers-of.js'

/** Starts a gate, a group of its own whose child has an empty environment, and waits for a third; says the pids of the first two. */
const PROGRAM = `
const { spawn, spawnSync } = await import('node:child_process')
const gate = spawn(process.execPath, ['bin/streamgate.js', 'serve', '--port', '0', '--admin-port', '0'], { stdio: 'ignore' })
const group = spawn('sh', ['-c', 'env -i sleep 600 & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
group.stdout.once('data', pid => {
  console.log(JSON.stringify([process.pid, gate.pid, group.pid, Number(pid)]))
  spawnSync('sleep', ['600'])
})`

function childrenOf (parent: number): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
    try {
      return new RegExp(`^PPid:\\t${parent}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  })
}

t.test('what a test has started ends with it, when the test is killed while it waits for a program', async t => {
  const test = await startChild({
    args: ['--import=./scripts/test/register.js', '--input-type=module', '--eval', PROGRAM],
    isReady: line => JSON.parse(line) as number[]
  })
  const waitedFor = await until(() => childrenOf(test.pid).find(pid => !test.ready.includes(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep')))
  test.signal('SIGKILL')
  await test.ended
  await until(() => [...test.ready, waitedFor].every(isGone))
  t.pass('nothing is left')
})

t.test('a test ends when tap is killed', async t => {
  const folder = t.testdir({ 'waits.js': "console.log('TAP version 14'); process.stderr.write(process.pid + '\\n'); setInterval(() => {}, 1000)" })
  const tap = startProcess('node_modules/.bin/tap', ['--disable-coverage', '--reporter=tap', '--include=**', join(folder, 'waits.js')], { stdio: ['ignore', 'ignore', 'pipe'] })
  // Others may complain there, too.
  const pid = await new Promise<number>(resolve => { createInterface(tap.stderr).on('line', line => { if (/^\d+$/.test(line)) resolve(Number(line)) }) })
  t.notOk(isGone(pid))
  tap.kill('SIGKILL')
  await until(() => isGone(pid))
  t.pass('it is gone')
})

t.test('tests start processes by the fixtures that mark them', async t => {
  const marking = ['run-process.ts', 'start-process.ts'].map(name => `test/fixtures/${name}`)
  const sources = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts')).map(path => `test/${path}`)
  const starting = sources.filter(path => /^import (?!type ).*'node:child_process'/m.test(readFileSync(path, 'utf8')))
  t.same(starting.sort(), marking)
})
