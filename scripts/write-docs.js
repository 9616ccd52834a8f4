// Writes the generated documents from dist, or with --check says which of those on disk are stale.
import { readFileSync, writeFileSync } from 'node:fs'

/** Each generated document and what it says. */
const DOCUMENTS = {
  'docs/API.md': async () => (await import('../dist/http/endpoint/describe-api.js')).describeApi(),
  'docs/CONFIGURATION.md': async () => (await import('../dist/config/describe/describe-options.js')).describeOptions(),
  'docs/METRICS.md': async () => (await import('../dist/telemetry/exposition/describe-metrics.js')).describeMetrics()
}

const root = new URL('../', import.meta.url)
const checking = process.argv.includes('--check')
const unknownArguments = process.argv.slice(2).filter(argument => argument !== '--check')
if (unknownArguments.length > 0) throw new Error(`expected nothing or --check, got ${unknownArguments.join(' ')}`)

for (const [file, produce] of Object.entries(DOCUMENTS)) {
  const expected = await produce()
  if (!checking) writeFileSync(new URL(file, root), expected)
  else compare(file, expected, read(file))
}

/** A document that was never written is as good as an empty one. */
function read (file) {
  try {
    return readFileSync(new URL(file, root), 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return ''
    throw error
  }
}

function compare (file, expected, found) {
  if (expected === found) return
  const [wanted, had] = [expected.split('\n'), found.split('\n')]
  const at = wanted.findIndex((line, index) => line !== had[index])
  const line = at === -1 ? wanted.length : at
  console.error(`${file} is stale: run \`npm run docs\``)
  console.error(`@@ line ${line + 1} @@\n-${had[line] ?? ''}\n+${wanted[line] ?? ''}`)
  process.exitCode = 1
}
