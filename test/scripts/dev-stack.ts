import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { startProcess } from '../fixtures/start-process.js'
import { until } from '../fixtures/until.js'

const COMPOSE = 'compose -f docker-compose.yml -f examples/compose/dev.yaml'
const UP = `${COMPOSE} up --build --detach --wait`
const RESTART = `${COMPOSE} restart gate-1 gate-2`

/** Runs the script in a small project of the same shape, with a `docker` that notes how it was called and exits with `status`. */
function startStack (t: Test, status: number) {
  const folder = t.testdir({ src: { 'answer.ts': 'export const answer = 1\n', store: { lua: { 'stream_a.lua': 'return 1\n' } } }, tools: {} })
  for (const name of ['scripts', 'tsconfig.json']) cpSync(name, `${folder}/${name}`, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{"type":"module"}')
  symlinkSync(resolve('node_modules'), `${folder}/node_modules`)
  writeFileSync(`${folder}/tools/docker`, `#!/bin/sh\necho "$*" >>calls\nexit ${status}\n`, { mode: 0o755 })

  const child = startProcess(process.execPath, ['scripts/dev-stack.js'], { cwd: folder, env: { PATH: `${folder}/tools:${process.env['PATH']}` } })
  const ended = once(child, 'close')
  t.teardown(() => { child.kill('SIGKILL') })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
  const read = (path: string): string => existsSync(`${folder}/${path}`) ? readFileSync(`${folder}/${path}`, 'utf8') : ''
  return { folder, child, ended, read, said: () => said, calls: () => read('calls').split('\n').filter(Boolean) }
}

t.test('the gates get each change in their mounted folder, but none with type errors', async t => {
  const { folder, child, ended, read, said, calls } = startStack(t, 0)
  const restarts = (): number => said().split('restarted with the new code').length - 1
  await until(() => said().includes('The gates follow src'))
  t.same(calls(), [UP])

  writeFileSync(`${folder}/src/answer.ts`, 'export const answer = 2\n')
  await until(() => restarts() === 1)
  t.match(read('dist/answer.js'), 'answer = 2')
  const { ino } = statSync(`${folder}/dist`)

  writeFileSync(`${folder}/src/store/lua/stream_a.lua`, 'return 2\n')
  await until(() => restarts() === 2)
  t.equal(read('dist/store/lua/stream_a.lua'), 'return 2\n')

  writeFileSync(`${folder}/src/answer.ts`, "export const answer: number = 'three'\n")
  await until(() => said().includes('Not compiled'))
  t.match(said(), 'TS2322')
  t.notMatch(said(), 'node:internal', 'no trace of the build itself')
  t.match(read('dist/answer.js'), 'answer = 2')
  t.equal(read('dist/store/lua/stream_a.lua'), 'return 2\n')

  // As many editors save.
  writeFileSync(`${folder}/new`, 'export const answer = 4\n')
  renameSync(`${folder}/new`, `${folder}/src/answer.ts`)
  await until(() => restarts() === 3)
  t.match(read('dist/answer.js'), 'answer = 4')

  t.same(calls(), [UP, RESTART, RESTART, RESTART])
  t.equal(statSync(`${folder}/dist`).ino, ino)
  child.kill('SIGINT')
  t.same(await ended, [0, null])
  t.match(said(), 'The stack stays')
})

t.test('a stack that fails to start ends the command', async t => {
  const { ended, said, calls } = startStack(t, 1)
  t.same(await ended, [1, null])
  t.same(calls(), [UP])
  t.notMatch(said(), 'follow')
})

t.test('a full build empties the existing folder instead of replacing it', async t => {
  const { folder, ended, read } = startStack(t, 1)
  await ended
  const build = async () => { t.same(await once(startProcess(process.execPath, ['scripts/build.js'], { cwd: folder }), 'exit'), [0, null]) }
  await build()
  const { ino } = statSync(`${folder}/dist`)
  writeFileSync(`${folder}/dist/gone.js`, '')
  await build()
  t.equal(statSync(`${folder}/dist`).ino, ino)
  t.notOk(existsSync(`${folder}/dist/gone.js`))
  t.match(read('dist/answer.js'), 'answer = 1')
})
