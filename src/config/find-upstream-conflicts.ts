import { findUnpaired } from './find-unpaired.js'
import { subjectOf, type OptionName } from './options.js'
import type { Problem } from './problem.js'
import { isGiven, isNamed, type Settings } from './setting.js'

const FOR_TLS = ['upstreamCaFile', 'upstreamCertFile', 'upstreamKeyFile', 'upstreamServerName', 'upstreamInsecure'] as const
const FOR_ANY = ['upstreamHostHeader', 'upstreamConnectTimeout', 'upstreamResponseTimeout', 'upstreamIdleTimeout', ...FOR_TLS] as const

/** What is said of the upstream has to fit the upstream, and there has to be one. */
export function findUpstreamConflicts (settings: Settings): Problem[] {
  const { upstreamUrl } = settings
  const given = (names: readonly OptionName[]): OptionName[] => names.filter(name => isGiven(settings[name]))
  if (!isNamed(upstreamUrl)) {
    return given(FOR_ANY).length === 0 ? [] : [{ subject: subjectOf(...given(FOR_ANY)), why: `there is no upstream: give ${subjectOf('upstreamUrl')} too` }]
  }
  // Saying that certificates are verified does no harm where there are none.
  const forTls = given(FOR_TLS).filter(name => name !== 'upstreamInsecure' || settings.upstreamInsecure.value === true)
  const unpaired = findUnpaired(settings, 'upstreamCertFile', 'upstreamKeyFile')
  if (forTls.length === 0 || upstreamUrl.value === undefined || upstreamUrl.value.protocol === 'https:') return unpaired
  return [...unpaired, { subject: subjectOf(...forTls), given: `with an upstream at ${upstreamUrl.shown}`, why: 'certificates need an https: upstream' }]
}
