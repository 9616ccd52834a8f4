import { readFileSync } from 'node:fs'
import t from 'tap'
import { ADDED_LABELS, findUnknownMetrics } from '../fixtures/find-unknown-names.js'
import { METRIC_ROWS } from '../fixtures/public-names.js'
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

/** Labels that an expression groups by or that a legend shows, and that no metric of the expression has. */
function unknownLabels (expr: string, legend = ''): string[] {
  const names = [...expr.matchAll(/streamgate_\w+/g)].flatMap(([name]) => METRIC_ROWS.get(name)?.labels ?? METRIC_ROWS.get(name.replace(/_(?:bucket|sum|count)$/, ''))?.labels ?? [])
  const used = [
    ...[...expr.matchAll(/\b(?:by|on|ignoring|without) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map(label => label.trim())),
    ...[...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
  ]
  return used.filter(label => !ADDED_LABELS.includes(label) && !names.includes(label))
}

t.test('a label that no metric of the expression has is found', async t => {
  t.same(unknownLabels('sum by (job, code) (streamgate_acquires_total)', '{{outcome}} {{reason}}'), ['code', 'reason'])
})

t.test('panels query only metrics that gates expose', async t => {
  t.ok(panels.length > 30)
  for (const { title, targets = [] } of panels) {
    t.not(targets.length, 0, title)
    for (const { expr, legendFormat } of targets) {
      t.same(findUnknownMetrics(expr), [], `${title}: ${expr}`)
      t.same(unknownLabels(expr, legendFormat), [], `${title}: ${expr} ${legendFormat}`)
    }
  }
})

t.test('every metric of a gate is on the dashboard', async t => {
  const shown = JSON.stringify(panels)
  for (const name of METRIC_ROWS.keys()) {
    // Playbacks that players report by CMCD are for the analysis of players, not for operators on call.
    if (name !== 'streamgate_cmcd_playbacks_total') t.match(shown, new RegExp(`${name}(?:_bucket|_count)?\\{`), name)
  }
})

t.test('every variable in a query is declared by the dashboard', async t => {
  const offered = dashboard.templating.list.map(({ name }) => name)
  const used = [...JSON.stringify(dashboard).matchAll(/\$\{?([a-z]\w+)/g)].map(([, name]) => name)
  t.same([...new Set(used)].sort(), offered.sort())
})

t.test('panels do not overlap, and each has a title, a description and a unit', async t => {
  t.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length, 'ids')
  t.equal(new Set(panels.map(({ title }) => title)).size, panels.length, 'titles')
  const cells = new Map<string, string>()
  for (const { title, description = '', type, gridPos: { x, y, w, h }, fieldConfig, targets = [] } of dashboard.panels) {
    t.ok(x >= 0 && x + w <= 24, `${title} is within the grid`)
    for (let i = x; i < x + w; i++) {
      for (let j = y; j < y + h; j++) {
        t.equal(cells.get(`${i} ${j}`) ?? title, title, `${title} does not overlap`)
        cells.set(`${i} ${j}`, title)
      }
    }
    if (type === 'row') continue
    t.match(description, /\w+.*\.$/, `${title} has a description`)
    if (!['heatmap', 'table', 'state-timeline'].includes(type)) t.type(fieldConfig?.defaults.unit, 'string', `${title} has a unit`)
    t.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, `${title} has queries with different refIds`)
  }
})

t.test('dashboard.json is up to date: node scripts/write-dashboard.js writes it', async t => {
  t.match(runProcess(process.execPath, ['scripts/write-dashboard.js', '--check']), { status: 0 })
})

t.test('rules query only metrics that gates expose', async t => {
  const lines = RULES.split('\n').filter(line => !/^\s*#/.test(line))
  const expressions = lines.join('\n').split(/^ {6}- (?=alert|record)/m).slice(1).map(rule => /^ {8}expr:(?: \|)?\s([^]*?)(?=^ {8}\w+:|$(?![^]))/m.exec(rule)?.[1] ?? '')
  t.ok(expressions.length > 30)
  for (const expr of expressions) {
    t.not(expr.trim(), '')
    t.same(findUnknownMetrics(expr), [], expr)
    t.same(unknownLabels(expr), [], expr)
  }
})

t.test('every alert has a severity, a runbook, a test in which it fires and one in which it does not', async t => {
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
    const [silent, fires] = [new RegExp(`alertname: ${name}\\n\\s+exp_alerts: \\[\\]`), new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n`)]
    t.match(tests, silent, `${name} does not fire`)
    t.match(tests, fires, `${name} fires`)
  }
  t.same([...guide.matchAll(/^### (Streamgate\w+)$/gm)].map(([, name]) => name).sort(), rules.map(rule => /\w+$/.exec(rule.split('\n')[0] ?? '')?.[0]).sort(), 'the guide describes no other alert')
})
