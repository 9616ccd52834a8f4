import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { EVENTS } from '../src/telemetry/log/events-table.js'
import { METRICS } from '../src/telemetry/metrics/metrics-table.js'

const text = readFileSync('docs/OPERATIONS.md', 'utf8')
const rows = text.split('\n').filter(line => /^\| (?!---|What )/.test(line))

t.test('every row names the test that proves it', async t => {
  t.ok(rows.length > 25)
  for (const row of rows) {
    const [, path] = /\]\(\.\.\/(test\/[^)]+)\) \|$/.exec(row) ?? []
    t.ok(path !== undefined && existsSync(path), `${row.split('|')[1]?.trim()}: ${path}`)
  }
})

t.test('metrics and events are those that there are', async t => {
  const words = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)(?:\{[^`]*\})?`/g)].map(([, word]) => word as string)
  t.ok(words.length > 15)
  for (const word of words) t.ok(word in METRICS, word)
  for (const event of ['storeLost', 'storeBack', 'failingOpen', 'fault', 'stopped', 'workerLost', 'workerUnresponsive', 'upstreamFailed', 'upstreamEjected', 'upstreamReadmitted']) {
    t.ok(event in EVENTS && text.includes(`\`${event}\``), event)
  }
})
