import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const text = readFileSync('docs/OPERATIONS.md', 'utf8')
const rows = text.split('\n').filter(line => /^\| (?!---|What )/.test(line))

t.test('every row links to the test that proves it', async t => {
  t.ok(rows.length > 25)
  for (const row of rows) {
    const [, path] = /\]\(\.\.\/(test\/[^)]+)\) \|$/.exec(row) ?? []
    t.ok(path !== undefined && existsSync(path), `${row.split('|')[1]?.trim()}: ${path}`)
  }
})
