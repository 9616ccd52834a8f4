import t from 'tap'
import { compareRenders } from '../../scripts/check-deploy/compare-renders.js'
import { readYaml, type Manifest } from '../fixtures/read-yaml.js'

/** A base as kustomize would build it: with the ConfigMap that it makes. */
function build (): Manifest[] {
  return structuredClone([
    ...['deployment', 'service', 'service-account'].flatMap(name => readYaml(`k8s/base/${name}.yaml`)),
    ...readYaml('k8s/components/high-availability/pod-disruption-budget.yaml'),
    ...readYaml('k8s/components/network-policy/network-policy.yaml'),
    ...readYaml('k8s/components/monitoring/service-monitor.yaml'),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'streamgate' }, data: { REDIS_HOST: 'redis', STREAM_LIMIT: '3' } }
  ])
}

const find = (render: Manifest[], kind: string): Manifest => render.find(manifest => manifest.kind === kind) as Manifest
const gate = (render: Manifest[]): Manifest => find(render, 'Deployment').spec.template.spec.containers[0]

/** What is said when one render is changed, in either direction. */
function changed (change: (render: Manifest[]) => unknown): string[] {
  const other = build()
  change(other)
  return compareRenders(build(), other)
}

t.test('compare-renders finds every difference', async t => {
  const drifts: Array<[string, (render: Manifest[]) => unknown, RegExp]> = [
    ['another number', render => { gate(render).livenessProbe.periodSeconds = 20 }, /livenessProbe\/periodSeconds: 10 \| 20$/],
    ['a number that is text', render => { find(render, 'Deployment').spec.replicas = '4' }, /spec\/replicas: 4 \| "4"$/],
    ['less memory', render => { gate(render).resources.limits.memory = '256Mi' }, /limits\/memory: "512Mi" \| "256Mi"$/],
    ['a probe less', render => { delete gate(render).startupProbe }, /startupProbe\/.*: .* \| nothing$/],
    ['a right more', render => { gate(render).securityContext.capabilities.add = ['NET_ADMIN'] }, /capabilities\/add\/0: nothing \| "NET_ADMIN"$/],
    ['a shorter end', render => { find(render, 'Deployment').spec.template.spec.terminationGracePeriodSeconds = 30 }, /terminationGracePeriodSeconds: 40 \| 30$/],
    ['another option', render => { find(render, 'ConfigMap').data.STREAM_LIMIT = '5' }, /env\/STREAM_LIMIT\/value: "3" \| "5"$/],
    ['an option more', render => { find(render, 'ConfigMap').data.LOG_LEVEL = 'info' }, /env\/LOG_LEVEL\/name: nothing \| "LOG_LEVEL"$/],
    ['another Secret', render => { gate(render).envFrom[1].secretRef.name = 'other' }, /envFrom\/0\/secret: "streamgate" \| "other"$/],
    ['a container more', render => { find(render, 'Deployment').spec.template.spec.containers.push({ name: 'shell', image: 'shell' }) }, /containers\/shell\/image: nothing \| "shell"$/],
    ['a service of nobody', render => { find(render, 'Service').spec.selector = { app: 'none' } }, /Service\/streamgate\/spec\/selector: "chooses Deployment\/streamgate" \| "chooses nothing"$/],
    ['another port', render => { find(render, 'Service').spec.ports[0].targetPort = 8080 }, /targetPort: 3000 \| 8080$/],
    ['a budget of nobody', render => { find(render, 'PodDisruptionBudget').spec.selector.matchLabels = { app: 'none' } }, /PodDisruptionBudget.*chooses nothing/],
    ['a policy for nobody', render => { find(render, 'NetworkPolicy').spec.podSelector.matchLabels = { app: 'none' } }, /NetworkPolicy.*chooses nothing/],
    ['a monitor of nothing', render => { find(render, 'ServiceMonitor').spec.selector.matchLabels = { app: 'none' } }, /ServiceMonitor\/streamgate\/spec\/selector: "chooses Service\/streamgate-admin" \| "chooses nothing"$/],
    ['scraped no more', render => { delete find(render, 'Deployment').spec.template.metadata.annotations }, /annotations\/prometheus\.io\/scrape: "true" \| nothing$/],
    ['not found by network policies', render => { delete find(render, 'Deployment').spec.template.metadata.labels['gated-by'] }, /labels\/gated-by: "streamgate" \| nothing$/],
    ['a resource less', render => render.splice(render.indexOf(find(render, 'ServiceAccount')), 1), /^ServiceAccount\/streamgate: v1 \| nothing$/],
    ['an older API', render => { find(render, 'PodDisruptionBudget').apiVersion = 'policy/v1beta1' }, /^PodDisruptionBudget\/streamgate: policy\/v1 \| policy\/v1beta1$/]
  ]
  for (const [what, change, line] of drifts) {
    const said = changed(change)
    t.ok(said.some(difference => line.test(difference)), `${what}: ${said.join('; ')}`)
  }
})

t.test('compare-renders ignores differences that are inherent', async t => {
  t.same(changed(() => {}), [])
  t.same(changed(render => {
    for (const { metadata } of render) metadata.labels = { ...metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' }
    // Other labels, which choose the same.
    const deployment = find(render, 'Deployment')
    for (const labels of [deployment.spec.template.metadata.labels, deployment.spec.selector.matchLabels, find(render, 'Service').spec.selector]) {
      labels['app.kubernetes.io/instance'] = 'streamgate'
    }
    deployment.spec.template.metadata.annotations['checksum/config'] = 'abc'
    find(render, 'ConfigMap').metadata.name = 'streamgate-f97f5ffk92'
    gate(render).envFrom[0].configMapRef.name = 'streamgate-f97f5ffk92'
    delete gate(render).envFrom[1].secretRef.optional
    gate(render).env.reverse()
    render.push({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'test', annotations: { 'helm.sh/hook': 'test' } } })
    render.reverse()
  }), [])
})

t.test('compare-renders ignores exactly the known differences', async t => {
  const other = build()
  gate(other).livenessProbe.periodSeconds = 20
  gate(other).readinessProbe.periodSeconds = 20
  t.match(compareRenders(build(), other, { ignore: [/livenessProbe/] }), [/readinessProbe\/periodSeconds: 3 \| 20$/])
})

t.test('compare-renders throws if an envFrom source does not exist', async t => {
  const other = build()
  gate(other).envFrom[0].configMapRef.name = 'gone'
  t.throws(() => compareRenders(build(), other), { message: 'there is no ConfigMap gone' })
})
