import t from 'tap'
import { checkPods } from '../../scripts/check-deploy/check-pods.js'
import { readYaml, type Manifest } from '../fixtures/read-yaml.js'

const standalone = (): Manifest => structuredClone(readYaml('k8s/base/deployment.yaml')[0] as Manifest)

function sidecar (): Manifest {
  const deployment = structuredClone(readYaml('k8s/components/sidecar/gate.yaml')[0] as Manifest)
  deployment.spec.template.spec.containers = [{ name: 'video', image: 'video', lifecycle: { preStop: { sleep: { seconds: 30 } } } }]
  return deployment
}

t.test('check-pods accepts the base, the sidecar and the bundled trial pods', async t => {
  t.same(checkPods([standalone(), sidecar(), ...readYaml('k8s/components/redis/redis.yaml'), ...readYaml('k8s/components/sample-video/sample-video.yaml')]), [])
})

t.test('check-pods reports what a gate\'s pod lacks', async t => {
  const lacks: Array<[(gate: Manifest, pod: Manifest) => unknown, RegExp]> = [
    [gate => delete gate.securityContext, /wants allowPrivilegeEscalation: false/],
    [gate => { gate.securityContext.readOnlyRootFilesystem = false }, /wants readOnlyRootFilesystem/],
    [gate => delete gate.securityContext.runAsNonRoot, /wants runAsNonRoot/],
    [gate => { gate.securityContext.runAsUser = 0 }, /wants a user that is not root/],
    [gate => { gate.securityContext.capabilities.add = ['NET_BIND_SERVICE'] }, /wants capabilities/],
    [gate => delete gate.securityContext.seccompProfile, /wants seccompProfile/],
    [gate => { gate.securityContext.privileged = true }, /wants privileged to be left out/],
    [gate => delete gate.resources.requests.cpu, /wants requests/],
    [gate => delete gate.resources.limits, /wants a limit of memory/],
    [gate => delete gate.readinessProbe, /wants all three probes/],
    [gate => { gate.livenessProbe.httpGet.path = '/readyz' }, /wants liveness to be asked of \/livez/],
    [(_, pod) => { pod.hostNetwork = true }, /hostNetwork is not restricted/],
    [(_, pod) => delete pod.enableServiceLinks, /service links may set REDIS_PORT/],
    [(_, pod) => delete pod.automountServiceAccountToken, /a token of the service account is mounted/]
  ]
  for (const [change, line] of lacks) {
    const deployment = standalone()
    change(deployment.spec.template.spec.containers[0] as Manifest, deployment.spec.template.spec as Manifest)
    t.match(checkPods([deployment]), [line])
  }
})

t.test('check-pods reports what prevents a sidecar from draining', async t => {
  const lacks: Array<[(gate: Manifest, pod: Manifest) => unknown, RegExp]> = [
    [gate => delete gate.restartPolicy, /wants restartPolicy: Always/],
    [gate => delete gate.lifecycle, /the gate wants a preStop/],
    [gate => { gate.env[3].value = '60' }, /killed after 45 s, and the gate drains for 65 s/],
    [(_, pod) => delete pod.terminationGracePeriodSeconds, /killed after 30 s/],
    [(_, pod) => { pod.shareProcessNamespace = true }, /takes process 1 away/],
    [(_, pod) => delete pod.containers[0].lifecycle, /container video ends while the gate drains/],
    [(_, pod) => { pod.containers[0].lifecycle.preStop.sleep.seconds = 10 }, /container video is kept for 10 s/],
    [(_, pod) => { pod.containers[0].lifecycle.preStop.exec = { command: ['x'] } }, /container video has two preStop actions/]
  ]
  for (const [change, line] of lacks) {
    const deployment = sidecar()
    change(deployment.spec.template.spec.initContainers[0] as Manifest, deployment.spec.template.spec as Manifest)
    t.match(checkPods([deployment]).join('\n'), line)
  }
})
