import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { OPTION_NAMES, optionNamed } from '../../src/config/options/options.js'
import { readYaml, type Manifest } from '../fixtures/read-yaml.js'

const FOLDERS = readdirSync('k8s', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('kustomization.yaml'))
  .map(path => join('k8s', dirname(path)))
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const options = OPTION_NAMES.map(optionNamed)

const kustomization = (folder: string): Manifest => readYaml(join(folder, 'kustomization.yaml'))[0] ?? {}
const literals = (folder: string): string[] => (kustomization(folder).configMapGenerator ?? []).flatMap((map: Manifest) => map.literals)

t.test('chart, overlays and program have the same version', async t => {
  const [chart = {}] = readYaml('k8s/chart/Chart.yaml')
  t.equal(chart.version, version)
  t.equal(chart.appVersion, version)
  const tags = FOLDERS.flatMap(folder => (kustomization(folder).images ?? []).map((image: Manifest) => [folder, image.newTag]))
  t.ok(tags.length >= 4)
  for (const [folder, tag] of tags) t.equal(tag, version, folder as string)
})

t.test('ConfigMaps and containers set only existing, non-secret options', async t => {
  const open = options.filter(({ secret }) => secret !== true).map(({ env }) => env)
  const given = FOLDERS.flatMap(literals).map(literal => literal.slice(0, literal.indexOf('=')))
  const gates = [readYaml('k8s/base/deployment.yaml')[0]?.spec.template.spec.containers[0], readYaml('k8s/components/sidecar/gate.yaml')[0]?.spec.template.spec.initContainers[0]]
  const own = gates.flatMap(({ env }) => env.map(({ name }: Manifest) => name))
  t.ok(given.length > 10)
  t.equal(own.length, 8)
  for (const name of [...given, ...own]) t.ok(open.includes(name as string), name as string)
})

t.test('every file a kustomization names exists, and every file is named', async t => {
  const named = new Set<string>()
  for (const folder of FOLDERS) {
    const { resources = [], components = [], patches = [], replacements = [] } = kustomization(folder)
    const paths = [...resources, ...components, ...[...patches, ...replacements].flatMap(({ path }) => path ?? [])].map(path => join(folder, path as string))
    for (const path of paths) t.ok(existsSync(path), path)
    for (const path of [...paths, join(folder, 'kustomization.yaml')]) named.add(path)
  }
  const files = ['base', 'components', 'overlays'].flatMap(folder => readdirSync(`k8s/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.yaml')).map(path => join('k8s', folder, path)))
  for (const file of files) t.ok(named.has(file), file)
})

t.test('every overlay has at most five lines and matching chart values', async t => {
  for (const folder of FOLDERS.filter(folder => folder.startsWith('k8s/overlays/'))) {
    const lines = readFileSync(join(folder, 'kustomization.yaml'), 'utf8').split('\n').filter(line => line !== '' && !line.startsWith('#'))
    t.ok(lines.length <= 5, `${folder} has ${lines.length}`)
    t.ok(existsSync(`k8s/chart/ci/${folder.slice('k8s/overlays/'.length)}-values.yaml`), folder)
  }
})

t.test('the README shows the sidecar overlay verbatim, and names every component, overlay and file', async t => {
  const readme = readFileSync('k8s/README.md', 'utf8')
  const overlay = readFileSync('k8s/overlays/sidecar/kustomization.yaml', 'utf8')
  for (const line of overlay.split('\n').filter(line => line !== '' && !/^(#|resources|components)/.test(line))) t.ok(readme.includes(line), line)
  for (const folder of ['components', 'overlays', 'chart/ci']) {
    for (const name of readdirSync(`k8s/${folder}`)) t.ok(readme.includes(`\`${name.replace(/-values\.yaml$/, '')}\``), `${folder}/${name}`)
  }
})
