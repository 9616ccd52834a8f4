import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findUnknownNames, findUnknownSpans, findUnknownWords } from './fixtures/find-unknown-names.js'

type Find = (text: string) => string[]

/** These name functions of the source, too. */
const FOR_DEVELOPERS = ['CONTRIBUTING.md', ...under('docs/adr', /\.md$/)]
const FOR_OPERATORS = [...find('.', /^[A-Z]+\.md$/).filter(path => path !== 'CONTRIBUTING.md'), ...find('docs', /\.md$/), ...['client', 'examples', 'k8s', 'terraform'].map(folder => `${folder}/README.md`)]
const RULES_AND_DASHBOARD = find('k8s/chart/files', /./)
const DEPLOYMENT = ['Dockerfile', 'docker-compose.yml', ...under('k8s', /\.(?:yaml|tpl|txt)$/), ...under('examples', /\.(?:yaml|cfg|conf|sh|js|html)$/), ...find('terraform', /\.tf$/)]

const KINDS: ReadonlyArray<readonly [kind: string, paths: readonly string[], finders: readonly Find[]]> = [
  ['documents for operators', FOR_OPERATORS, [findUnknownNames, findUnknownSpans]],
  ['documents for developers', FOR_DEVELOPERS, [findUnknownNames]],
  ['rules and dashboard', RULES_AND_DASHBOARD, [findUnknownNames, findUnknownWords]],
  ['image, manifests, chart, Terraform and examples', DEPLOYMENT, [findUnknownNames]]
]

function find (folder: string, name: RegExp): string[] {
  return readdirSync(folder).filter(file => name.test(file)).map(file => join(folder, file))
}

function under (folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => name.test(path)).map(path => join(folder, path))
}

/** A changelog keeps the names of its time: only what is not released has to be true, but for the entry that lists old names. */
function read (path: string): string {
  const text = readFileSync(path, 'utf8')
  if (path !== 'CHANGELOG.md') return text
  const [, unreleased = ''] = /^## Unreleased\n([^]*?)^## /m.exec(text) ?? []
  return unreleased.split(/^(?=- )/m).filter(entry => !entry.startsWith('- Names that were coined')).join('')
}

for (const [kind, paths, finders] of KINDS) {
  t.test(`${kind} mention no name that does not exist`, async t => {
    t.ok(paths.length > 1)
    for (const path of paths) t.same(finders.flatMap(find => find(read(path))), [], path)
  })
}

t.test('a name that does not exist is found', async t => {
  const names = ['`--upstream-max-waiting`', 'STREAM_LIMITS', 'LOG_LEVEL_FILE', 'streamgate_acquire_total', 'streamgate_connections_count', 'process_residents', 'StreamgateStoreAway',
    'streamgate_acquires_total{reason="granted"}', 'streamgate_refusals_total{code=~"2|99"}', 'streamgate_store_operation_seconds_bucket{le="0.06"}']
  for (const name of names) t.equal(findUnknownNames(`Look at ${name}.`).length, 1, name)
  for (const span of ['`workerSilent`', 'event `fatal`', '`acquire_total`', '`token_forgotten`', '`acquires_total{outcome="refused"}`']) t.equal(findUnknownSpans(`Look at ${span}.`).length, 1, span)
  t.same(findUnknownWords('limit_exceeded: the viewer has no slot.'), ['limit_exceeded'])
})

t.test('names that exist are not found', async t => {
  t.same(findUnknownNames('`--limit 3`, STREAM_LIMIT, TOKEN_KEY_FILE, UPSTREAM_BROKEN, StreamgateStoreSlow, rate(streamgate_acquires_total{outcome="granted"}[5m]) / streamgate_store_operation_seconds_count'), [])
  t.same(findUnknownSpans('the event `fault`, `storeLost`, events `stopped` and `draining`, `acquires_total{outcome="granted"}`, `streamgate_acquires_total`, `limit_reached`'), [])
  t.same(findUnknownWords('limit_reached: the viewer has no slot. avg_over_time(x) namespace_job:streamgate_decisions:rate5m'), [])
})
