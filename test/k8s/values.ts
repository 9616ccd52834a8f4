import { readdirSync, readFileSync } from 'node:fs'
import Ajv from 'ajv'
import t from 'tap'
import { OPTION_NAMES, optionNamed } from '../../src/config/options/options.js'
import { readYaml, type Manifest } from '../fixtures/read-yaml.js'

const CHART = 'k8s/chart'
const CI = readdirSync(`${CHART}/ci`).map(file => `${CHART}/ci/${file}`)
const schema = JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8')) as Manifest
const [defaults = {}] = readYaml(`${CHART}/values.yaml`)
const options = OPTION_NAMES.map(optionNamed)

/** What Helm says of values, in the words of ajv; empty: nothing. */
function judge (values: Manifest): string {
  const ajv = new Ajv({ allErrors: true, jsonPointers: true })
  return ajv.validate(schema, values) === true ? '' : ajv.errorsText(ajv.errors, { dataVar: '' })
}

function merge (base: Manifest, over: Manifest): Manifest {
  return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(over)])].map(key => {
    const [below, above] = [base[key], over[key]]
    return [key, isObject(below) && isObject(above) ? merge(below, above) : key in over ? above : below]
  }))
}

const isObject = (value: unknown): value is Manifest => typeof value === 'object' && value !== null && !Array.isArray(value)

t.test('the defaults and all checked values are valid', async t => {
  t.equal(judge(defaults), '')
  t.ok(CI.length >= 8)
  for (const file of [...CI, 'terraform/tests/release-values.yaml']) t.equal(judge(merge(defaults, readYaml(file)[0] ?? {})), '', file)
})

t.test('misspelt values and wrong types are rejected', async t => {
  t.match(judge(merge(defaults, { replica: 1 })), /should NOT have additional properties/)
  t.match(judge(merge(defaults, { monitoring: { serviceMonitors: {} } })), /^\/monitoring should NOT have additional/)
  t.match(judge(merge(defaults, { config: { STREAM_LIMT: 1 } })), /^\/config should NOT have additional/)
  t.match(judge(merge(defaults, { config: { STREAM_LIMIT: [1] } })), /^\/config\/STREAM_LIMIT should be string,integer,boolean,null/)
  t.match(judge(merge(defaults, { replicas: '2' })), /^\/replicas should be integer/)
  t.match(judge(merge(defaults, { image: { digest: 'sha256:123' } })), /^\/image\/digest should match/)
  t.match(judge(merge(defaults, { resources: { limits: { memory: '1GB' } } })), /^\/resources\/limits\/memory should match/)
  t.match(judge(merge(defaults, { existingSecret: { name: 'x' } })), /^\/existingSecret should be string/)
})

t.test('every value is in values.yaml and in the schema', async t => {
  const compare = (path: string, values: Manifest, { properties = {}, $ref }: Manifest): void => {
    if ($ref !== undefined || path === '.config') return
    const known = Object.keys(properties).filter(key => `${path}.${key}` !== '.global')
    t.same(Object.keys(values).sort(), known.sort(), path || 'values')
    for (const key of known) if (properties[key].properties !== undefined) compare(`${path}.${key}`, values[key] as Manifest, properties[key] as Manifest)
  }
  compare('', defaults, schema)
})

t.test('schema objects reject unknown keys, except Kubernetes objects', async t => {
  const open: string[] = []
  const visit = (path: string, part: unknown): void => {
    if (!isObject(part)) return
    if (part.type === 'object' && part.additionalProperties === undefined) open.push(path)
    for (const [key, inner] of Object.entries(part)) visit(`${path}/${key}`, inner)
  }
  visit('', schema)
  t.same(open.map(path => path.replaceAll('/properties', '').replaceAll('/items', '')), [
    '/global', '/backend/containers', '/backend/volumes', '/volumes', '/volumeMounts', '/networkPolicy/from', '/networkPolicy/egress', '/tolerations', '/affinity'
  ])
})

t.test('the options of the chart are those of the program', async t => {
  const variables = options.flatMap(({ env, secret }) => secret === true ? [env, `${env}_FILE`] : [env])
  t.same(Object.keys(schema.properties.config.properties), variables)
  for (const name of Object.keys(defaults.config as Manifest)) t.ok(variables.includes(name), name)
})

t.test('secret options and options set by other values are rejected by name', async t => {
  const template = readFileSync(`${CHART}/templates/_config.tpl`, 'utf8')
  const words = (line: string): string[] => [...(new RegExp(`\\$${line} := (?:list|dict) (.*) -}}`).exec(template)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, word]) => word as string)
  t.same(words('secrets').sort(), options.filter(({ secret }) => secret === true).map(({ env }) => env).sort())
  const shape = words('shape')
  t.same(shape.filter((_, index) => index % 2 === 0), ['PORT', 'ADMIN_PORT', 'DRAIN_DELAY', 'DRAIN_GRACE'])
  const gate = readFileSync(`${CHART}/templates/_gate.tpl`, 'utf8')
  for (const [index, name] of shape.entries()) {
    if (index % 2 === 0) t.match(gate, new RegExp(`- name: ${name}\\n +value: {{ \\.Values\\.${shape[index + 1] ?? ''} `), name)
  }
})

t.test('the chart\'s defaults are the gate\'s defaults', async t => {
  const defaultText = (env: string): string | undefined => options.find(option => option.env === env)?.defaultText
  t.equal(String(defaults.ports.gate), defaultText('PORT'))
  t.equal(String(defaults.ports.admin), defaultText('ADMIN_PORT'))
  t.equal(String(defaults.drain.graceSeconds), defaultText('DRAIN_GRACE'))
  t.equal(String(defaults.config.STREAM_LIMIT), defaultText('STREAM_LIMIT'))
  t.equal(String(defaults.config.STREAM_EXPIRY), defaultText('STREAM_EXPIRY'))
})
