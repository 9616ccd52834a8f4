import { readFileSync } from 'node:fs'
import t from 'tap'
import { ANSWERS } from '../src/http/respond.js'

const DOCUMENT = readFileSync('docs/API.md', 'utf8')

t.test('docs/API.md lists every error code with its status, in order, and no other', t => {
  const listed = [...DOCUMENT.matchAll(/^\| (\d+) \| (\d+) \|/gm)].map(([, code, status]) => ({ code: Number(code), status: Number(status) }))
  const given = Object.values(ANSWERS).map(({ code, status }) => ({ code, status }))
  t.same(listed, given.sort((a, b) => a.code - b.code))
  t.end()
})

t.test('its example is an answer of the gate', t => {
  const { code, message } = ANSWERS['token-unknown']
  t.ok(DOCUMENT.includes(JSON.stringify({ errors: [{ code, message }] })))
  t.end()
})
