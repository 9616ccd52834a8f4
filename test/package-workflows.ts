import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const FOLDER = '.github/workflows'
const workflows = readdirSync(FOLDER).map(name => ({ name, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }))
/** Each job of each workflow: two spaces, its name, and all that is indented more. */
const jobs = workflows.flatMap(({ name, text }) =>
  [...(text.split(/^jobs:\n/m)[1] ?? '').matchAll(/^ {2}(\w+):\n((?: {3,}.*\n|\n)+)/gm)].map(([, job, body]) => ({ name: `${name}: ${job}`, body: String(body) })))

t.test('every file and command that the workflows use exists', async t => {
  const targets = [...readFileSync('Makefile', 'utf8').matchAll(/^([a-z -]+):/gm)].flatMap(([, names]) => String(names).trim().split(' '))
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const all = workflows.map(({ text }) => text).join('\n')
  const called = (pattern: RegExp): string[] => [...all.matchAll(pattern)].map(([, what]) => String(what))

  const made = called(/\bmake ([a-z-]+)/g)
  t.ok(['check', 'check-deploy'].every(target => made.includes(target)))
  for (const target of made) t.ok(targets.includes(target), `make ${target}`)
  for (const path of called(/(?<![\w/.])((?:scripts|\.\/\.github|k8s|\.\/client)\/?[\w./-]*)/g)) t.ok(existsSync(path), path)
  for (const script of called(/\bnpm run ([\w:-]+)/g)) t.ok(script in scripts, `npm run ${script}`)
})

t.test('every job needs only existing jobs, and has a timeout', async t => {
  t.ok(jobs.length >= 7)
  const names = jobs.map(({ name }) => name)
  for (const { name, body } of jobs) {
    const file = name.split(': ')[0]
    for (const needed of /^ {4}needs: \[(.*)\]$/m.exec(body)?.[1]?.split(', ') ?? []) t.ok(names.includes(`${file}: ${needed}`), `${name} needs ${needed}`)
    t.match(body, /^ {4}(timeout-minutes: \d+|uses: \.\/)/m, name)
  }
})

t.test('the checks include the oldest Node that package.json allows', async t => {
  const { engines: { node } } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.match(readFileSync(`${FOLDER}/check.yml`, 'utf8'), `node: ["${node.replace('>=', '')}", `)
})

t.test('actions are pinned by commit, not by tag', async t => {
  const used = workflows.flatMap(({ text }) => [...text.matchAll(/\buses: (.*)$/gm)].map(([, action]) => String(action)))
  t.ok(used.length > 10)
  for (const action of used) t.match(action, /^(\.\/\.github\/workflows\/[a-z]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/)
  const commits = new Map(used.map(action => [action.split('@')[0], action]))
  for (const action of used) t.equal(action, commits.get(action.split('@')[0]), 'and everywhere the same')
})

t.test('jobs have minimal permissions, and none with more runs code of a dependency', async t => {
  for (const { name, text } of workflows) t.match(text, /^permissions:(?: \{\}|\n {2}contents: read)\n\n/m, name)
  for (const { name, body } of jobs.filter(({ body }) => /: write$/m.test(body))) t.notMatch(body, /\b(npm (ci|install|run|pack)|npx|make) /, name)
  for (const { name, body } of jobs) if (body.includes('actions/checkout@')) t.match(body, 'persist-credentials: false', name)
  for (const { name, text } of workflows) {
    t.notMatch(text, /pull_request_target|\bsecrets\b/, name)
    // What somebody else can choose, as the name of a branch, would be run as a command.
    for (const [run] of text.matchAll(/^( +)(?:- )?run: (?:\|\n(?:\1 +.*\n)+|.*\n)/gm)) t.notMatch(run, '${{', `${name}: ${run.trim().split('\n')[0]}`)
  }
})
