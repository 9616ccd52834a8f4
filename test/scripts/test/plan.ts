import { existsSync } from 'node:fs'
import t from 'tap'
import { plan } from '../../../scripts/test/plan.js'
import { CLASSES } from '../../classes.js'

const SOME = [
  { name: 'compute', jobs: 2, together: ['test', 'test/http'], apart: [] },
  { name: 'wait', jobs: 6, together: ['test/lua'], apart: ['test/http/slow', 'test/http/one.ts'] }
]

t.test('files of a folder share a process, and the longest path that is named decides, and the order too', async t => {
  const files = ['test/http/a.ts', 'test/http/deep/b.ts', 'test/http/one.ts', 'test/http/slow/c.ts', 'test/d.ts', 'test/e.ts', 'test/lua/f.ts', 'test/lua/g.ts']
  t.same(plan(SOME, files), [
    { name: 'compute', jobs: 2, apart: [], together: { 'test/http': ['test/http/a.ts', 'test/http/deep/b.ts'], test: ['test/d.ts', 'test/e.ts'] } },
    { name: 'wait', jobs: 6, apart: ['test/http/slow/c.ts', 'test/http/one.ts'], together: { 'test/lua': ['test/lua/f.ts', 'test/lua/g.ts'] } }
  ])
})

t.test('a file with no other beside it has its process for itself, and a class without files is left out', async t => {
  t.same(plan(SOME, ['test/http/a.ts']), [{ name: 'compute', jobs: 2, apart: ['test/http/a.ts'], together: {} }])
})

t.test('the classes name only what there is', async t => {
  for (const { together, apart } of CLASSES) for (const path of [...together, ...apart]) t.ok(existsSync(path), path)
})
