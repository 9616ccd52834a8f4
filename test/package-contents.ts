import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { pack } from './fixtures/pack.js'

const read = (path: string): string => readFileSync(path, 'utf8')
const PACKED = { '.': pack({ from: '.', to: t.testdir() }).paths, client: pack({ from: 'client', to: t.testdirName }).paths }
/** Of use to those alone who have the repository before them. */
const UNPACKED = /^(CONTRIBUTING\.md|\.github|bench|client|docs\/adr|docker-compose\.yml|examples|k8s|scripts|src|terraform|test)(\/|$)/

t.test('the program\'s package contains the compiled program, the operators\' documents, and nothing else', async t => {
  const compiled = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(path => /\.(ts|lua)$/.test(path)).map(path => `dist/${path.replace(/\.ts$/, '.js')}`)
  const documents = readdirSync('docs').filter(name => name.endsWith('.md')).map(name => `docs/${name}`)
  t.ok(compiled.length > 200 && documents.length > 4)
  t.same(PACKED['.'], ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'bin/streamgate.js', 'package.json', ...compiled, ...documents].sort())
})

t.test('the client\'s package contains its modules, types and README', async t => {
  t.same(PACKED.client, ['LICENSE', 'README.md', 'package.json', ...readdirSync('client/src').map(name => `src/${name}`)].sort())
  t.equal(read('client/LICENSE'), read('LICENSE'))
})

t.test('links in packed documents lead to packed files or to the repository', async t => {
  for (const [folder, paths] of Object.entries(PACKED)) {
    for (const document of paths.filter(path => path.endsWith('.md'))) {
      for (const [, target] of read(join(folder, document)).matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)) {
        const path = join(dirname(document), String(target))
        t.ok(paths.includes(path) || (existsSync(join(folder, path)) && UNPACKED.test(join(folder, path))), `${join(folder, document)}: ${target}`)
      }
    }
  }
})

t.test('package.json has the fields that a registry shows, and npm builds before it packs', async t => {
  for (const folder of ['.', 'client']) {
    const manifest = JSON.parse(read(`${folder}/package.json`))
    for (const field of ['name', 'version', 'description', 'license']) t.type(manifest[field], 'string', `${folder}: ${field}`)
    t.ok(manifest.keywords.length > 3)
    t.notOk(manifest.private)
  }
  const { scripts } = JSON.parse(read('package.json'))
  t.equal(scripts.prepack, 'npm run build')
  t.equal(scripts.build, 'node scripts/build.js')
})
