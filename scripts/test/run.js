// Runs the tests: node scripts/test/run.js [FOLDER | FILE | FLAG OF TAP]...
//
// One tap after the other, for each class of test/classes.js. The last lines say what failed, and the totals.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CLASSES } from '../../test/classes.js'
import { ownProcesses } from './own-processes.js'
import { plan } from './plan.js'
import { readReport } from './read-report.js'

// Ignored by git, and not by tap as .tap is.
const FOLDER = '.test'

ownProcesses()
const flags = process.argv.slice(2).filter(arg => arg.startsWith('-'))
const reporter = flags.findLast(flag => flag.startsWith('--reporter='))?.split('=')[1] ?? process.env.TAP_REPORTER ?? (process.stdout.isTTY ? 'base' : 'tap')
const parts = process.argv.slice(2).filter(arg => !arg.startsWith('-')).map(part => part.replace(/\/+$/, ''))
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER)

let running
let ending = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    ending = true
    running?.kill(signal)
  })
}
// Whoever has killed make wants no tests any more.
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.exit(1) }, 500).unref()

const totals = { passed: 0, failed: 0, failures: [] }
for (const { name, jobs, apart, together } of plan(CLASSES, (parts.length === 0 ? ['test'] : parts).flatMap(filesIn))) {
  if (ending) break
  const scripts = Object.entries(together).map(([path, files]) => {
    const script = `${FOLDER}/${path.replaceAll('/', '-')}.js`
    writeFileSync(script, `import { runTogether } from '../scripts/test/run-together.js'\n\nrunTogether(${JSON.stringify(files, null, 2)})\n`)
    return script
  })
  const report = `${FOLDER}/${name}.tap`
  // What is for people goes to the terminal, and the report to a file; a report for a program goes to both.
  const output = reporter === 'tap' ? [] : [`--output-file=${report}`]
  running = spawn(process.execPath, [
    'node_modules/.bin/tap', '--disable-coverage', `--jobs=${jobs}`, `--reporter=${reporter}`, ...output, ...flags, ...scripts, ...apart
  ], { stdio: ['inherit', reporter === 'tap' ? 'pipe' : 'inherit', 'inherit'] })
  const saved = running.stdout?.pipe(createWriteStream(report))
  running.stdout?.pipe(process.stdout, { end: false })
  const [[status]] = await Promise.all([once(running, 'close'), saved && once(saved, 'finish')])
  const { passed, failed, failures } = readReport(readFileSync(report, 'latin1'))
  totals.passed += passed
  // A tap that did not come to its end has no totals.
  totals.failed += status === 0 ? failed : Math.max(failed, 1)
  totals.failures.push(...failures)
}

for (const failure of totals.failures) console.log(`failed: ${failure}`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exit(totals.failed === 0 && totals.passed > 0 && !ending ? 0 : 1)

function filesIn (part) {
  if (!statSync(resolve(part)).isDirectory()) return [part]
  return readdirSync(part, { recursive: true, encoding: 'utf8' })
    .map(path => `${part}/${path}`)
    .filter(path => path.endsWith('.ts') && !path.startsWith('test/fixtures/'))
    .sort()
}
