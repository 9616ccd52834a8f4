import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeApi } from '../../../src/http/endpoint/describe-api.js'
import { REFUSAL_MEANINGS } from '../../../src/http/response/refusal-meanings.js'
import { ANSWERS } from '../../../src/http/response/respond.js'

const page = describeApi()

t.test('every error stands in the page with its status, when it is given and what to do', t => {
  for (const reason of Object.keys(ANSWERS) as Array<keyof typeof ANSWERS>) {
    const { code, status } = ANSWERS[reason]
    const [when, then] = REFUSAL_MEANINGS[reason]
    t.ok(page.includes(`\n| ${code} | ${status} | ${when} | ${then} |\n`), reason)
  }
  t.end()
})

t.test('errors stand in the order of their codes', t => {
  const codes = [...page.matchAll(/^\| (\d+) \| \d+ \|/gm)].map(([, code]) => Number(code))
  t.strictSame(codes, [...codes].sort((a, b) => a - b))
  t.equal(codes.length, Object.keys(ANSWERS).length)
  t.end()
})

t.test('every table row has as many cells as its head', t => {
  const tables = page.split('\n\n').filter(block => block.startsWith('| '))
  t.ok(tables.length >= 4)
  for (const table of tables) t.equal(new Set(table.trim().split('\n').map(line => line.split('|').length)).size, 1, table.slice(0, 40))
  t.end()
})

t.test('the page on disk is this page', t => {
  t.equal(readFileSync('docs/API.md', 'utf8'), page)
  t.end()
})
