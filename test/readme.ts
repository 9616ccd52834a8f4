import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { startGate } from './fixtures/start-gate.js'
import { startOrigin } from './fixtures/start-origin.js'

const README = readFileSync('README.md', 'utf8')
/** What `make demo` listens on, and so what the examples are written for. */
const DEMO_URL = 'http://127.0.0.1:3000'

t.test('the examples give the answers they show', async t => {
  const origin = await startOrigin()
  t.teardown(origin.stop)
  const gate = await startGate({ flags: ['--upstream', origin.ready] })
  t.teardown(gate.stop)

  // One shell for all, as in a reader's terminal: later examples use what earlier ones set.
  const examples = [...README.matchAll(/<!-- run -->\n```sh\n([^]*?)```/g)].flatMap(([, lines]) => (lines ?? '').trim().split('\n'))
  const shown = examples.filter(line => line.startsWith('# ')).map(line => line.slice(2))
  t.ok(shown.length > 0)
  // An answer without a line end of its own stands on a line of its own all the same.
  const commands = examples.filter(line => !line.startsWith('# ')).map(line => line.startsWith('curl') ? `printf '%s\\n' "$(${line})"` : line)
  const script = commands.join('\n').replaceAll(DEMO_URL, gate.ready.url)
  const answers = execFileSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], { encoding: 'utf8', env: { PATH: process.env['PATH'] } })

  t.same(answers.trim().replace(/"token":"[^"]+"/g, '"token":"…"').split('\n'), shown)
})

t.test('its links lead somewhere', t => {
  for (const [, target] of README.matchAll(/\]\(([^):]+)\)/g)) t.ok(existsSync(String(target)), String(target))
  t.end()
})

t.test('it can be read in one go', t => {
  t.ok(README.trimEnd().split('\n').length <= 150)
  t.end()
})
