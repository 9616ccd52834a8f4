import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeApi } from '../../../src/http/endpoint/describe-api.js'
import { ERRORS } from '../../../src/http/response/error-table.js'

const page = describeApi()

t.test('every error is in the page with its status, its meaning and what a client should do', t => {
  for (const reason of Object.keys(ERRORS) as Array<keyof typeof ERRORS>) {
    const { code, status, when, action } = ERRORS[reason]
    t.ok(page.includes(`\n| ${code} | ${status} | ${when} | ${action} |\n`), reason)
  }
  t.end()
})

t.test('errors are in the order of their codes', t => {
  const codes = [...page.matchAll(/^\| (\d+) \| \d+ \|/gm)].map(([, code]) => Number(code))
  t.strictSame(codes, [...codes].sort((a, b) => a - b))
  t.equal(codes.length, Object.keys(ERRORS).length)
  t.end()
})

t.test('every table row has as many cells as its header', t => {
  const tables = page.split('\n\n').filter(block => block.startsWith('| '))
  t.ok(tables.length >= 4)
  for (const table of tables) t.equal(new Set(table.trim().split('\n').map(line => line.split('|').length)).size, 1, table.slice(0, 40))
  t.end()
})

t.test('docs/API.md is up to date', t => {
  t.equal(readFileSync('docs/API.md', 'utf8'), page)
  t.end()
})
