// Writes the Grafana dashboard from scripts/dashboard. With --check, exits 1 if the file on disk is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { composeDashboard } from './dashboard/compose-dashboard.js'

const FILE = 'k8s/chart/files/dashboard.json'
const path = new URL(`../${FILE}`, import.meta.url)
const [how, ...unknownArguments] = process.argv.slice(2)
if (unknownArguments.length > 0 || !(how === undefined || how === '--check')) throw new Error(`expected nothing or --check, got ${process.argv.slice(2).join(' ')}`)

const expected = `${JSON.stringify(composeDashboard(), null, 2)}\n`
if (how === undefined) writeFileSync(path, expected)
else if (readFileSync(path, 'utf8') !== expected) {
  console.error(`${FILE} is stale: run \`node scripts/write-dashboard.js\``)
  process.exitCode = 1
}
