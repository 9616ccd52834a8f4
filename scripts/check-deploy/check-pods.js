// Checks pods against the Pod Security Standard "restricted", and that they set requests, limits and probes.

/**
 * Checks every pod of streamgate. In a pod where the gate is a sidecar, the other containers belong to the user and are not checked.
 *
 * @param {object[]} render parsed manifests
 * @returns {string[]} one line a problem
 */
export function checkPods (render) {
  return render.flatMap(({ kind, metadata, spec }) => {
    const pod = kind === 'Pod' ? spec : spec?.template?.spec
    if (pod === undefined) return []
    const sidecars = pod.initContainers ?? []
    const gate = sidecars.find(({ name }) => name === 'gate')
    const problems = [
      ...checkPod(pod, gate),
      ...(gate === undefined ? [...sidecars, ...pod.containers] : [gate]).flatMap(checkContainer),
      ...(gate === undefined ? [] : checkSidecar(gate, pod))
    ]
    return problems.map(problem => `${kind}/${metadata.name}: ${problem}`)
  })
}

function checkPod (pod, gate) {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter(shared => pod[shared]).map(shared => `${shared} is not restricted`),
    // node has to be process 1 of its container: the sidecar's preStop signals it.
    ...(gate && pod.shareProcessNamespace ? ['shareProcessNamespace takes process 1 away from the gate'] : []),
    ...(pod.enableServiceLinks === false ? [] : ['service links may set REDIS_PORT']),
    ...(gate || pod.automountServiceAccountToken === false ? [] : ['a token of the service account is mounted'])
  ]
}

function checkContainer ({ name, securityContext = {}, resources = {}, startupProbe, livenessProbe, readinessProbe }) {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, runAsNonRoot, runAsUser, capabilities, seccompProfile, privileged } = securityContext
  const wants = {
    'allowPrivilegeEscalation: false': allowPrivilegeEscalation === false,
    'readOnlyRootFilesystem: true': readOnlyRootFilesystem === true,
    'runAsNonRoot: true': runAsNonRoot === true,
    'a user that is not root': runAsUser > 0,
    'capabilities.drop: [ALL], and none added': capabilities?.drop?.includes('ALL') === true && capabilities.add === undefined,
    'seccompProfile: RuntimeDefault': seccompProfile?.type === 'RuntimeDefault',
    'privileged to be left out': privileged === undefined,
    'requests of cpu and memory': resources.requests?.cpu !== undefined && resources.requests.memory !== undefined,
    'a limit of memory': resources.limits?.memory !== undefined,
    'all three probes': name !== 'gate' || (startupProbe && livenessProbe && readinessProbe) !== undefined,
    // /readyz depends on Redis: as a liveness probe, it would restart every gate while Redis is unavailable.
    'liveness to be asked of /livez': name !== 'gate' || livenessProbe?.httpGet?.path === '/livez'
  }
  return Object.entries(wants).filter(([, holds]) => !holds).map(([want]) => `container ${name} wants ${want}`)
}

/** Checks that a gate drains while the backend still runs, and that both have time for it. */
function checkSidecar ({ restartPolicy, lifecycle, env }, { containers, terminationGracePeriodSeconds = 30 }) {
  const drainSeconds = ['DRAIN_DELAY', 'DRAIN_GRACE'].map(name => Math.ceil(Number(env.find(variable => variable.name === name)?.value))).reduce((a, b) => a + b)
  return [
    ...(restartPolicy === 'Always' ? [] : ['the gate wants restartPolicy: Always, or the backend waits for it to end']),
    ...(lifecycle?.preStop ? [] : ['the gate wants a preStop: it would be signalled when the backend is gone']),
    ...(terminationGracePeriodSeconds > drainSeconds ? [] : [`the pod is killed after ${terminationGracePeriodSeconds} s, and the gate drains for ${drainSeconds} s`]),
    ...containers.flatMap(({ name, lifecycle }) => {
      const { preStop } = lifecycle ?? {}
      if (preStop === undefined) return [`container ${name} ends while the gate drains: it wants a preStop`]
      if (Object.keys(preStop).length !== 1) return [`container ${name} has two preStop actions, which Kubernetes refuses`]
      return preStop.sleep === undefined || preStop.sleep.seconds >= drainSeconds ? [] : [`container ${name} is kept for ${preStop.sleep.seconds} s, and the gate drains for ${drainSeconds} s`]
    })
  ]
}
