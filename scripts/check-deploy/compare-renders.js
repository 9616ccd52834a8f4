// Checks whether two renders of manifests have the same effect on a cluster.

/**
 * Compares two lists of parsed manifests. Ignores differences without effect: labels that no policy selects pods by, the
 * name of a ConfigMap that pods read their environment from, whether a Secret of the environment is optional, and Helm's
 * tests. Selectors are compared by the resources they select.
 *
 * @param {object[]} left
 * @param {object[]} right
 * @param {{ ignore?: RegExp[] }} [options] paths that are known to differ, each for a reason
 * @returns {string[]} one line per difference; empty if equivalent
 */
export function compareRenders (left, right, { ignore = [] } = {}) {
  const [ours, theirs] = [flattenRender(left), flattenRender(right)]
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  return paths
    .filter(path => ours.get(path) !== theirs.get(path) && !ignore.some(known => known.test(path)))
    .map(path => `${path}: ${ours.get(path) ?? 'nothing'} | ${theirs.get(path) ?? 'nothing'}`)
}

/** Every value of a render by its path, as JSON. */
function flattenRender (manifests) {
  const render = manifests.filter(manifest => manifest && !manifest.metadata.annotations?.['helm.sh/hook'])
  const values = new Map()
  for (const manifest of render.filter(manifest => !isEnvironment(manifest, render))) {
    const name = `${manifest.kind}/${manifest.metadata.name}`
    // Also records a manifest that has no other compared field.
    values.set(name, manifest.apiVersion)
    flatten(name, plain(manifest, render), values)
  }
  return values
}

function flatten (path, value, values) {
  if (Array.isArray(value)) value.forEach((item, index) => flatten(`${path}/${keyOf(item) ?? index}`, item, values))
  else if (isObject(value)) for (const [key, inner] of Object.entries(value)) flatten(`${path}/${key}`, inner, values)
  else if (value !== undefined && value !== null) values.set(path, JSON.stringify(value))
  if (isObject(value) && Object.keys(value).length === 0) values.set(path, '{}')
}

/** The key that identifies an item of a list independently of its order. */
function keyOf (item) {
  return isObject(item) ? item.name ?? item.topologyKey : undefined
}

function plain ({ apiVersion, kind, metadata: { name, namespace, labels, ...metadata }, ...rest }, render) {
  const manifest = structuredClone({ metadata, ...rest })
  const { spec } = manifest
  if (kind === 'Service' && spec.selector) spec.selector = chosenPods(spec.selector, render)
  if (kind === 'ServiceMonitor') spec.selector = chosen(spec.selector.matchLabels, render.filter(({ kind }) => kind === 'Service'))
  if (kind === 'PodDisruptionBudget') spec.selector = chosenPods(spec.selector.matchLabels, render)
  if (kind === 'NetworkPolicy') {
    spec.podSelector = chosenPods(spec.podSelector.matchLabels, render)
    for (const rule of [...spec.ingress ?? [], ...spec.egress ?? []]) {
      for (const peer of [...rule.from ?? [], ...rule.to ?? []]) {
        if (peer.podSelector && !peer.namespaceSelector) peer.podSelector = chosenPods(peer.podSelector.matchLabels, render)
      }
    }
  }
  if (spec?.template) {
    spec.selector = chosenPods(spec.selector.matchLabels, render)
    plainPod(spec.template, render)
  }
  return manifest
}

function plainPod (template, render) {
  const { metadata, spec } = template
  metadata.labels = { 'gated-by': metadata.labels['gated-by'] }
  delete metadata.annotations?.['checksum/config']
  if (Object.keys(metadata.annotations ?? {}).length === 0) delete metadata.annotations
  for (const spread of spec.topologySpreadConstraints ?? []) spread.labelSelector = chosenPods(spread.labelSelector.matchLabels, render)
  for (const container of [...spec.initContainers ?? [], ...spec.containers]) {
    container.env = environmentOf(container, render)
    container.envFrom = (container.envFrom ?? []).flatMap(({ secretRef }) => secretRef ? [{ secret: secretRef.name }] : [])
  }
}

/**
 * The environment of a container, without Secrets. Later sources win, and its own variables win over all sources.
 *
 * @returns {{ name: string, value: string }[]}
 */
export function environmentOf ({ env = [], envFrom = [] }, render) {
  const variables = new Map()
  for (const { configMapRef } of envFrom.filter(({ configMapRef }) => configMapRef)) {
    const map = render.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name)
    if (map === undefined) throw new Error(`there is no ConfigMap ${configMapRef.name}`)
    for (const [name, value] of Object.entries(map.data ?? {})) variables.set(name, { name, value })
  }
  for (const variable of env) variables.set(variable.name, variable)
  return [...variables.values()]
}

/** Whether a ConfigMap holds the environment of a container; it is then compared as part of the container. */
function isEnvironment ({ kind, metadata: { name } }, render) {
  return kind === 'ConfigMap' && render.some(({ spec }) => [...spec?.template?.spec.initContainers ?? [], ...spec?.template?.spec.containers ?? []]
    .some(({ envFrom = [] }) => envFrom.some(({ configMapRef }) => configMapRef?.name === name)))
}

function chosenPods (wanted, render) {
  return chosen(wanted, render.filter(({ spec }) => spec?.template), ({ spec }) => spec.template.metadata.labels)
}

function chosen (wanted, manifests, labelsOf = ({ metadata }) => metadata.labels) {
  const names = manifests
    .filter(manifest => Object.entries(wanted ?? {}).every(([label, value]) => labelsOf(manifest)?.[label] === value))
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  return `chooses ${names.sort().join(', ') || 'nothing'}`
}

function isObject (value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
