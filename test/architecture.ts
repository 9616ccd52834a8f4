import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { FILES_MAX, ROOMS } from './fixtures/house-rules.js'
import { findCircles, judgeSource } from './fixtures/judge-source.js'

const sources = new Map(readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts')).map(path => [`src/${path}`, readFileSync(`src/${path}`, 'utf8')]))

t.test('every source keeps the rules of the house', async t => {
  t.ok(sources.size > 200)
  t.same([...sources].flatMap(([path, text]) => judgeSource(path, text)), [])
})

t.test('every folder of src is a room, and every room has a folder', async t => {
  const folders = readdirSync('src', { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)
  t.same(folders.sort(), Object.keys(ROOMS).sort())
  const rooms = Object.entries(ROOMS).flatMap(([room, { within }]) => within.map(sub => posix.join('src', room, sub)))
  t.same(rooms.filter(room => ![...sources.keys()].some(path => posix.dirname(path) === room)), [])
})

t.test('no folder has more files than can be taken in', async t => {
  const counts = new Map<string, number>()
  for (const path of sources.keys()) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1)
  t.same([...counts].filter(([, count]) => count > FILES_MAX), [])
})

t.test('no sources import each other in a circle', async t => {
  t.same(findCircles(sources), [])
  t.same(findCircles(new Map([
    ['src/http/a.ts', "import { b } from './b.js'"],
    ['src/http/b.ts', "import type { C } from './c.js'"],
    ['src/http/c.ts', "await import('./b.js')"]
  ])), ['src/http/b.ts -> src/http/c.ts -> src/http/b.ts'])
})

t.test('a sub-room imports what is below it and nothing above it', async t => {
  t.same(judgeSource('src/domain/gate/x.ts', "import { y } from '../memory/y.js'\nimport { z } from '../z.js'"), [])
  t.same(judgeSource('src/domain/memory/x.ts', "import { y } from '../gate/y.js'"), ['src/domain/memory/x.ts: domain/memory may not import domain/gate (../gate/y.js)'])
  t.same(judgeSource('src/proxy/pool/x.ts', "import { y } from '../y.js'"), ['src/proxy/pool/x.ts: proxy/pool may not import proxy/. (../y.js)'])
  t.same(judgeSource('src/proxy/x.ts', "import { y } from './pool/y.js'"), [])
  t.same(judgeSource('src/http/gate/x.ts', "import { y } from './y.js'"), [])
})

t.test('a room imports what is below it and nothing beside or above it', async t => {
  t.same(judgeSource('src/store/x.ts', "import type { Clock } from '../domain/clock.js'"), [])
  t.same(judgeSource('src/store/x.ts', "import { y } from '../http/y.js'"), ['src/store/x.ts: store may not import http (../http/y.js)'])
  t.same(judgeSource('src/http/gate/x.ts', "import type { Config } from '../../config/config.js'"), ['src/http/gate/x.ts: http may not import config (../../config/config.js)'])
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
  t.same(judgeSource('src/http/gate/x.ts', "import { Redis } from 'ioredis'"), ['src/http/gate/x.ts: http may not import ioredis'])
  t.same(judgeSource('src/app/build.ts', "import pino from 'pino'"), ['src/app/build.ts: app may not import pino'])
  t.same(judgeSource('src/store/x.ts', "import x from 'ioredis/built/x.js'\nimport y from '@scope/name/y'"), ['src/store/x.ts: store may not import @scope/name'])
  t.same(judgeSource('src/domain/x.ts', "import { isIP } from 'node:net'"), ['src/domain/x.ts: domain may not import node:net'])
  t.same(judgeSource('src/http/gate/x.ts', "import { isIP } from 'node:net'"), [])
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
  ]) t.same(judgeSource('src/http/gate/x.ts', way), ['src/http/gate/x.ts: http may not import pino'], way)
  t.same(judgeSource('src/http/gate/x.ts', "// import 'pino'\nconst text = \"import 'pino'\""), [], 'and words about one are none')
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
    t.same(judgeSource('src/http/gate/x.ts', use), [`src/http/gate/x.ts: ${what} is handed in`], use)
    for (const path of ['src/cli/x.ts', 'src/app/build.ts', 'src/process/run.ts', 'src/process/workers/x.ts']) t.same(judgeSource(path, use), [], `${use} in ${path}`)
  }
  t.same(judgeSource('src/http/gate/x.ts', 'Math.max(1, 2); new Date(0); process.version; const o = { setInterval: 1 }'), [])
})

t.test('a file is small, and its name says what it is for', async t => {
  t.same(judgeSource('src/http/gate/x.ts', 'x\n'.repeat(250)), [])
  t.same(judgeSource('src/http/gate/x.ts', 'x\n'.repeat(251)), ['src/http/gate/x.ts: 251 lines are two files'])
  t.same(judgeSource('src/http/gate/string-utils.ts', ''), ['src/http/gate/string-utils.ts: the name says nothing with utils'])
  t.same(judgeSource('src/http/gate/commonplace.ts', ''), [])
})

t.test('a folder that is no room has no place', async t => {
  t.same(judgeSource('src/shared/x.ts', ''), ['src/shared/x.ts: there is no room shared'])
  t.same(judgeSource('src/http/shared/x.ts', ''), ['src/http/shared/x.ts: there is no room http/shared'])
})
