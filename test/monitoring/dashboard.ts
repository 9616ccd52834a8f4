import { readFileSync } from 'node:fs'
import t from 'tap'
import type { MetricRow } from '../../src/telemetry/metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../../src/telemetry/metrics/metrics-table.js'
import { PROCESS_METRICS } from '../../src/telemetry/process/process-metrics.js'
import { runProcess } from '../fixtures/run-process.js'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly gridPos: { readonly x: number, readonly y: number, readonly w: number, readonly h: number }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: ReadonlyArray<{ readonly refId: string, readonly expr: string, readonly legendFormat: string }>
}

const RULES = readFileSync('k8s/chart/files/rules.yaml', 'utf8')
const dashboard = JSON.parse(readFileSync('k8s/chart/files/dashboard.json', 'utf8')) as {
  panels: Panel[]
  templating: { list: Array<{ name: string }> }
}
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
const ours = new Map(Object.entries<MetricRow>(METRICS).map(([name, row]) => [METRIC_PREFIX + name, row]))

/** Labels that Prometheus adds, or a rule of ours. */
const ADDED = ['namespace', 'job', 'instance', 'resource', 'le']

/** What an expression asks for that no gate exposes: metrics, labels and values of labels. */
function unknownIn (expr: string): string[] {
  const selectors = [...expr.matchAll(/(?<![\w:])((?:streamgate|process|nodejs)_\w+)(?![\w:])(?:\{([^}]*)\})?/g)]
  return selectors.flatMap(([, name = '', matchers = '']) => {
    const family = name.replace(/_(?:bucket|sum|count)$/, '')
    const row = ours.get(name) ?? (ours.get(family)?.type === 'histogram' ? ours.get(family) : undefined)
    if (row === undefined && !PROCESS_METRICS.includes(name) && !(PROCESS_METRICS.includes(family) && family !== name)) return [name]
    return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].flatMap(([, label = '', value = '']) => unknownMatcher(name, row, label, value))
  })
}

function unknownMatcher (name: string, row: MetricRow | undefined, label: string, value: string): string[] {
  if (label === 'le') return row?.buckets?.includes(Number(value)) === true ? [] : [`${name}{le="${value}"}`]
  if (ADDED.includes(label)) return []
  const at = row?.labels?.indexOf(label) ?? -1
  if (at === -1) return [`${name}{${label}}`]
  const values = row?.series?.map(key => key.split(' ')[at])
  return value.split('|').filter(one => values?.includes(one) === false).map(one => `${name}{${label}="${one}"}`)
}

/** Labels that are grouped by or written out, and that no metric of the expression has. */
function unknownLabels (expr: string, legend = ''): string[] {
  const names = [...expr.matchAll(/streamgate_\w+/g)].flatMap(([name]) => ours.get(name)?.labels ?? ours.get(name.replace(/_(?:bucket|sum|count)$/, ''))?.labels ?? [])
  const used = [
    ...[...expr.matchAll(/\b(?:by|on|ignoring|without) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map(label => label.trim())),
    ...[...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
  ]
  return used.filter(label => !ADDED.includes(label) && !names.includes(label))
}

t.test('what no gate exposes is found in an expression', async t => {
  t.same(unknownIn('rate(streamgate_acquires_total{outcome="granted"}[5m]) / streamgate_store_operation_seconds_count'), [])
  t.same(unknownIn('streamgate_acquire_total'), ['streamgate_acquire_total'])
  t.same(unknownIn('streamgate_connections_count'), ['streamgate_connections_count'], 'only histograms have counts')
  t.same(unknownIn('process_residents'), ['process_residents'])
  t.same(unknownIn('streamgate_acquires_total{reason="granted"}'), ['streamgate_acquires_total{reason}'])
  t.same(unknownIn('streamgate_refusals_total{code=~"2|99"}'), ['streamgate_refusals_total{code="99"}'])
  t.same(unknownIn('streamgate_store_operation_seconds_bucket{le="0.06"}'), ['streamgate_store_operation_seconds_bucket{le="0.06"}'])
  t.same(unknownLabels('sum by (job, code) (streamgate_acquires_total)', '{{outcome}} {{reason}}'), ['code', 'reason'])
})

t.test('every panel asks for what gates expose', async t => {
  t.ok(panels.length > 30)
  for (const { title, targets = [] } of panels) {
    t.not(targets.length, 0, title)
    for (const { expr, legendFormat } of targets) {
      t.same(unknownIn(expr), [], `${title}: ${expr}`)
      t.same(unknownLabels(expr, legendFormat), [], `${title}: ${expr} ${legendFormat}`)
    }
  }
})

t.test('every metric of a gate is on the dashboard', async t => {
  const shown = JSON.stringify(panels)
  for (const name of ours.keys()) {
    // What players tell of their playbacks is for those who study players, not for who is on call.
    if (name !== 'streamgate_cmcd_playbacks_total') t.match(shown, new RegExp(`${name}(?:_bucket|_count)?\\{`), name)
  }
})

t.test('every variable that is used is offered', async t => {
  const offered = dashboard.templating.list.map(({ name }) => name)
  const used = [...JSON.stringify(dashboard).matchAll(/\$\{?([a-z]\w+)/g)].map(([, name]) => name)
  t.same([...new Set(used)].sort(), offered.sort())
})

t.test('panels have a place, a name and a unit of their own', async t => {
  t.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length, 'ids')
  t.equal(new Set(panels.map(({ title }) => title)).size, panels.length, 'titles')
  const taken = new Map<string, string>()
  for (const { title, description = '', type, gridPos: { x, y, w, h }, fieldConfig, targets = [] } of dashboard.panels) {
    t.ok(x >= 0 && x + w <= 24, `${title} is within the grid`)
    for (let i = x; i < x + w; i++) {
      for (let j = y; j < y + h; j++) {
        t.equal(taken.get(`${i} ${j}`) ?? title, title, `${title} overlaps nothing`)
        taken.set(`${i} ${j}`, title)
      }
    }
    if (type === 'row') continue
    t.match(description, /\w+.*\.$/, `${title} says what it shows`)
    if (!['heatmap', 'table', 'state-timeline'].includes(type)) t.type(fieldConfig?.defaults.unit, 'string', `${title} has a unit`)
    t.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, `${title} has queries of different names`)
  }
})

t.test('the dashboard on disk is what its source says; node scripts/write-dashboard.js writes it', async t => {
  t.match(runProcess(process.execPath, ['scripts/write-dashboard.js', '--check']), { status: 0 })
})

t.test('every rule asks for what gates expose', async t => {
  const lines = RULES.split('\n').filter(line => !/^\s*#/.test(line))
  const expressions = lines.join('\n').split(/^ {6}- (?=alert|record)/m).slice(1).map(rule => /^ {8}expr:(?: \|)?\s([^]*?)(?=^ {8}\w+:|$(?![^]))/m.exec(rule)?.[1] ?? '')
  t.ok(expressions.length > 30)
  for (const expr of expressions) {
    t.not(expr.trim(), '')
    t.same(unknownIn(expr), [], expr)
    t.same(unknownLabels(expr), [], expr)
  }
})

t.test('every alert says how urgent it is and leads to what to do, and fires and keeps still in a test', async t => {
  const guide = readFileSync('docs/MONITORING.md', 'utf8')
  const tests = ['alerts', 'budget'].map(name => readFileSync(`test/monitoring/${name}.yaml`, 'utf8')).join('\n')
  const rules = RULES.split(/^ {6}- /m).filter(rule => rule.startsWith('alert: '))
  for (const rule of rules) {
    const name = /^alert: (\w+)$/m.exec(rule)?.[1] ?? ''
    const severity = /^ {10}severity: (page|ticket)$/m.exec(rule)?.[1] ?? ''
    t.not(severity, '', name)
    t.match(guide, `| [${name}](#${name.toLowerCase()}) | ${severity} | `)
    for (const annotation of ['summary', 'description']) t.match(rule, new RegExp(`^ {10}${annotation}: .`, 'm'), `${name} ${annotation}`)
    t.match(rule, `runbook_url: docs/MONITORING.md#${name.toLowerCase()}\n`, name)
    t.match(guide, `### ${name}\n`, name)
    const [still, fires] = [new RegExp(`alertname: ${name}\\n\\s+exp_alerts: \\[\\]`), new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`)]
    t.match(tests, still, `${name} keeps still`)
    t.match(tests, fires, `${name} fires`)
  }
  t.same([...guide.matchAll(/^### (Streamgate\w+)$/gm)].map(([, name]) => name).sort(), rules.map(rule => /\w+$/.exec(rule.split('\n')[0] ?? '')?.[0]).sort(), 'and no other is described')
})
