// Checks the manifests from kustomize or Helm: pods are restricted, and the program accepts their options. With both folders,
// also compares each overlay with the chart and the values of the same name. Exits 1 on any problem.
//
//   node scripts/check-deploy/check-manifests.js BUILDS [RENDERS]
//
// BUILDS/NAME.yaml is `kubectl kustomize k8s/overlays/NAME`; RENDERS/NAME.yaml is `helm template` with
// k8s/chart/ci/NAME-values.yaml. Not every values file has an overlay; every overlay has a values file.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { parse, parseAllDocuments } from 'yaml'
import { compareRenders, environmentOf } from './compare-renders.js'
import { checkPods } from './check-pods.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Paths where an overlay is known to differ from the chart. */
const KNOWN = {
  // A trial needs no Secret, and the chart refers to none unless existingSecret names it.
  trial: [/\/envFrom\/0\/secret$/],
  // The pod belongs to the user: the component changes only what the gate needs.
  sidecar: [/^ServiceAccount\//, /\/spec\/(serviceAccountName|automountServiceAccountToken)$/, /^Deployment\/video\/spec\/strategy\//, /^Service\/video\/spec\/type$/]
}
// The chart names resources after the release or the backend; the component has one fixed name.
const RENAMED = { sidecar: { PodDisruptionBudget: { streamgate: 'video' } } }

const [builds, renders] = process.argv.slice(2)
const problems = []

for (const file of renders === undefined ? [] : readdirSync(builds)) {
  const name = basename(file, '.yaml')
  if (!existsSync(join(renders, file))) {
    problems.push(`${name}: no k8s/chart/ci/${name}-values.yaml to compare the overlay with`)
    continue
  }
  const build = read(join(builds, file))
  for (const { kind, metadata } of build) metadata.name = RENAMED[name]?.[kind]?.[metadata.name] ?? metadata.name
  const differences = compareRenders(build, read(join(renders, file)), { ignore: KNOWN[name] ?? [] })
  problems.push(...differences.map(difference => `${name}: ${difference}`))
  if (differences.length === 0) console.log(`${name}: overlay and chart are equivalent`)
}

for (const folder of [builds, renders].filter(Boolean)) {
  for (const file of readdirSync(folder)) {
    const render = read(join(folder, file))
    problems.push(...[...checkPods(render), ...checkOptions(render), ...checkRules(render)].map(problem => `${file}: ${problem}`))
  }
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

/** Checks the environment of every gate with `config check`. Options that name files are left out: the files do not exist here. */
function checkOptions (render) {
  const pods = render.flatMap(({ spec }) => spec?.template ?? [])
  const gates = pods.flatMap(({ spec }) => [...spec.initContainers ?? [], ...spec.containers]).filter(({ name }) => name === 'gate')
  return gates.flatMap(gate => {
    const variables = environmentOf(gate, render).filter(({ name }) => !name.endsWith('_FILE')).map(({ name, value }) => [name, value])
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/streamgate.js'), 'config', 'check'], {
      env: { PATH: process.env.PATH, ADMIN_HOST: '0.0.0.0', ...Object.fromEntries(variables) },
      encoding: 'utf8'
    })
    return status === 0 ? [] : [`the gate refuses its options:\n${stdout}${stderr}`]
  })
}

/** Checks that the rules equal their source, apart from the prefix of runbook URLs. */
function checkRules (render) {
  const source = parse(readFileSync(join(ROOT, 'k8s/chart/files/rules.yaml'), 'utf8'))
  return render.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => {
    const text = JSON.stringify(spec)
    const { prefix } = /"runbook_url":"(?<prefix>[^"]*)docs\//.exec(text).groups
    return isDeepStrictEqual(JSON.parse(text.replaceAll(`"runbook_url":"${prefix}`, '"runbook_url":"')), source)
      ? []
      : ['the rules are not those of k8s/chart/files/rules.yaml']
  })
}

function read (file) {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`)
    return document.toJS()
  }).filter(Boolean)
}
