import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { judgeSource } from './fixtures/judge-source.js'
import { ROOMS } from './fixtures/house-rules.js'

t.test('every source keeps the rules of the house', async t => {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts')).map(path => `src/${path}`)
  t.ok(paths.length > 50)
  t.same(paths.flatMap(path => judgeSource(path, readFileSync(path, 'utf8'))), [])
})

t.test('every folder of src is a room, and every room has a folder', async t => {
  const folders = readdirSync('src', { withFileTypes: true }).map(entry => entry.name)
  t.same(folders.sort(), Object.keys(ROOMS).sort())
})

t.test('a room imports what is below it and nothing beside or above it', async t => {
  t.same(judgeSource('src/store/x.ts', "import type { Clock } from '../domain/clock.js'"), [])
  t.same(judgeSource('src/http/a/x.ts', "import { y } from '../y.js'"), [])
  t.same(judgeSource('src/store/x.ts', "import { y } from '../http/y.js'"), ['src/store/x.ts: store may not import http (../http/y.js)'])
  t.same(judgeSource('src/http/x.ts', "import type { Config } from '../config/config.js'"), ['src/http/x.ts: http may not import config (../config/config.js)'])
  t.same(judgeSource('src/domain/x.ts', "import { y } from '../store/y.js'"), ['src/domain/x.ts: domain may not import store (../store/y.js)'])
  t.same(judgeSource('src/config/x.ts', "import { y } from '../domain/y.js'"), ['src/config/x.ts: config may not import domain (../domain/y.js)'])
  t.same(judgeSource('src/app/build.ts', "import { y } from '../cli/y.js'"), ['src/app/build.ts: app may not import cli (../cli/y.js)'])
  t.same(judgeSource('src/cli/x.ts', "import { y } from '../store/y.js'"), ['src/cli/x.ts: cli may not import store (../store/y.js)'])
  t.same(judgeSource('src/proxy/x.ts', "import { y } from '../process/run.js'"), ['src/proxy/x.ts: proxy may not import process (../process/run.js)'])
  t.same(judgeSource('src/proxy/x.ts', "import { y } from '../../test/y.js'"), ['src/proxy/x.ts: proxy may not import test/y.js (../../test/y.js)'])
  t.same(judgeSource('src/app/build.ts', "import { y } from './store/y.js'\nimport { z } from './process/run.js'"), [])
  t.same(judgeSource('src/cli/x.ts', "await import('../process/run.js')"), [])
})

t.test('a package has one room', async t => {
  t.same(judgeSource('src/store/x.ts', "import { Redis } from 'ioredis'"), [])
  t.same(judgeSource('src/http/x.ts', "import { Redis } from 'ioredis'"), ['src/http/x.ts: http may not import ioredis'])
  t.same(judgeSource('src/app/build.ts', "import pino from 'pino'"), ['src/app/build.ts: app may not import pino'])
  t.same(judgeSource('src/store/x.ts', "import x from 'ioredis/built/x.js'\nimport y from '@scope/name/y'"), ['src/store/x.ts: store may not import @scope/name'])
  t.same(judgeSource('src/domain/x.ts', "import { isIP } from 'node:net'"), ['src/domain/x.ts: domain may not import node:net'])
  t.same(judgeSource('src/http/x.ts', "import { isIP } from 'node:net'"), [])
})

t.test('no way of importing goes unseen', async t => {
  for (const way of [
    "import 'pino'",
    "import type { Logger } from 'pino'",
    "export * from 'pino'",
    "export { pino } from 'pino'",
    "await import('pino')",
    "function f () { return import('pino') }",
    "type Logger = import('pino').Logger",
    "require('pino')"
  ]) t.same(judgeSource('src/http/x.ts', way), ['src/http/x.ts: http may not import pino'], way)
  t.same(judgeSource('src/http/x.ts', "// import 'pino'\nconst text = \"import 'pino'\""), [], 'and words about one are none')
})

t.test('the process, the clock and randomness are handed in', async t => {
  for (const [use, what] of [
    ['process.env.PORT', 'process.env'],
    ["process['env']", 'process.env'],
    ['globalThis.process.exit(1)', 'process.exit'],
    ['const { env } = process', 'process.env'],
    ['const nowMs = Date.now', 'Date.now'],
    ['const { random: dice } = Math', 'Math.random'],
    ['setInterval(() => {}, 1)', 'setInterval'],
    ['const every = setInterval', 'setInterval'],
    ['globalThis.setInterval(f, 1)', 'setInterval'],
    ["import { env } from 'node:process'", 'node:process']
  ] as const) {
    t.same(judgeSource('src/http/x.ts', use), [`src/http/x.ts: ${what} is handed in`], use)
    for (const path of ['src/cli/x.ts', 'src/app/build.ts', 'src/process/run.ts', 'src/process/workers/x.ts']) t.same(judgeSource(path, use), [], `${use} in ${path}`)
  }
  t.same(judgeSource('src/http/x.ts', 'Math.max(1, 2); new Date(0); process.version; const o = { setInterval: 1 }'), [])
})

t.test('a file is small, and its name says what it is for', async t => {
  t.same(judgeSource('src/http/x.ts', 'x\n'.repeat(250)), [])
  t.same(judgeSource('src/http/x.ts', 'x\n'.repeat(251)), ['src/http/x.ts: 251 lines are two files'])
  t.same(judgeSource('src/http/string-utils.ts', ''), ['src/http/string-utils.ts: the name says nothing with utils'])
  t.same(judgeSource('src/http/commonplace.ts', ''), [])
})

t.test('a folder that is no room has no place', async t => {
  t.same(judgeSource('src/shared/x.ts', ''), ['src/shared/x.ts: there is no room shared'])
})
