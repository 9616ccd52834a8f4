// Runs the examples of README.md against a gate, and exits 1 when an answer is not the one that stands there.
//
//   node scripts/check-deploy/run-readme.js [http://127.0.0.1:3000]
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What `make demo` and `make up` listen on, and so what the examples are written for. */
const WRITTEN_FOR = 'http://127.0.0.1:3000'
const url = process.argv[2] ?? WRITTEN_FOR

// One shell for all, as in a reader's terminal: later examples use what earlier ones set.
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const lines = [...readme.matchAll(/<!-- run -->\n```sh\n([^]*?)```/g)].flatMap(([, example]) => example.trim().split('\n'))
const shown = lines.filter(line => line.startsWith('# ')).map(line => line.slice(2))
// An answer without a line end of its own stands on a line of its own all the same.
const commands = lines.filter(line => !line.startsWith('# ')).map(line => line.startsWith('curl') ? `printf '%s\\n' "$(${line})"` : line)
const script = commands.join('\n').replaceAll(WRITTEN_FOR, url)
const said = execFileSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], { encoding: 'utf8', env: { PATH: process.env.PATH } })
const answers = said.trim().replace(/"token":"[^"]+"/g, '"token":"…"').split('\n')

let differ = Number(shown.length === 0 || answers.length !== shown.length)
for (const [index, line] of shown.entries()) {
  if (answers[index] === line) continue
  differ++
  console.error(`README.md shows ${line}\nbut ${url} said ${answers[index]}`)
}
console.log(`${shown.length} answers of README.md, ${differ} differ`)
process.exitCode = differ === 0 ? 0 : 1
