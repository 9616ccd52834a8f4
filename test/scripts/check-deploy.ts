import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runProcess } from '../fixtures/run-process.js'

interface Answer { status: number | null, stdout: string, stderr: string }

/** Runs the script over checks that consist of the given lines. */
const check = (t: { testdir: () => string }, checks: Record<string, string>, env: NodeJS.ProcessEnv = {}): Answer => {
  const folder = t.testdir()
  mkdirSync(folder, { recursive: true })
  const scripts = Object.entries(checks).map(([name, lines]) => {
    const script = join(folder, `${name}.sh`)
    writeFileSync(script, lines)
    return script
  })
  return runProcess('scripts/check-deploy.sh', scripts, { env: { PATH: process.env['PATH'], ...env } })
}

/** The table at the end, without how long each took. */
const table = ({ stdout }: Answer): string[] => stdout.trimEnd().split('\n\n').at(-1)?.split('\n').map(line => line.replace(/ +\d+s */, ' ').trimEnd()) ?? []

const GOOD = 'echo looked at everything'
const SKIPPED = 'echo looked at half of it; echo "skipped: needs a sextant"; exit 77'

t.test('skipped checks are listed with their reason and are not failures', async t => {
  const answer = check(t, { chart: GOOD, image: SKIPPED })
  t.equal(answer.status, 0)
  t.same(table(answer), ['chart        checked', 'image        skipped needs a sextant', '2 checks, 0 failed, 1 skipped'])
  t.match(answer.stdout, /== chart\nlooked at everything\n\n== image\nlooked at half of it\n/, 'what they say is shown')
})

t.test('skipped checks fail with STRICT=1', async t => {
  t.equal(check(t, { chart: GOOD, image: SKIPPED }, { STRICT: '1' }).status, 1)
  t.equal(check(t, { chart: GOOD }, { STRICT: '1' }).status, 0)
})

t.test('a failed check fails the run after all checks have run', async t => {
  const answer = check(t, { chart: 'echo no such value >&2; exit 3', image: SKIPPED, terraform: GOOD })
  t.equal(answer.status, 1)
  t.same(table(answer), [
    'chart        FAILED exit 3', 'image        skipped needs a sextant', 'terraform    checked', '3 checks, 1 failed, 1 skipped'
  ])
  t.match(answer.stdout, 'no such value')
})

t.test('an unknown check fails', async t => {
  const { status, stderr } = runProcess('scripts/check-deploy.sh', ['sextant'])
  t.equal(status, 2)
  t.match(stderr, /^There is no check sextant\. There are:\n(.+\n)*terraform\n/)
})

t.test('every script in the folder is a check or part of one', async t => {
  const folder = 'scripts/check-deploy'
  const scripts = readdirSync(folder).filter(name => name.endsWith('.sh')).map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const isCheck = (text: string): boolean => text.includes('\n# Exit 0: checked. 1: failed. 77: skipped')
  t.ok(scripts.some(({ text }) => isCheck(text)))
  for (const { name, text } of scripts) {
    t.ok(isCheck(text) || scripts.some(other => other.name !== name && isCheck(other.text) && other.text.includes(name)), `${name} is run`)
  }
})

t.test('checks receive the folder of substitute tools', async t => {
  const TOOLS = 'echo "tools at <$STREAMGATE_TOOLS>"'
  t.match(check(t, { chart: TOOLS }, { STREAMGATE_TOOLS: '/some/where' }).stdout, 'tools at </some/where>')
  t.match(check(t, { chart: TOOLS }, { STREAMGATE_TOOLS: '' }).stdout, 'tools at <>', 'none is none')
})
