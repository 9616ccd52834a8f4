import type { UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { OPTION_NAMES, subjectOf, type OptionName } from '../options/options.js'
import { isGiven, isNamed, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findUnpaired } from './find-unpaired.js'

const FOR_TLS = ['upstreamCaFile', 'upstreamCertFile', 'upstreamKeyFile', 'upstreamServerName', 'upstreamInsecure'] as const
const FOR_ANY = OPTION_NAMES.filter(name => name.startsWith('upstream') && name !== 'upstreamUrl')

/** What is said of the upstream has to fit the upstream, and there has to be one. */
export function findUpstreamConflicts (settings: Settings): Problem[] {
  const { upstreamUrl } = settings
  const given = (names: readonly OptionName[]): OptionName[] => names.filter(name => isGiven(settings[name]))
  if (!isNamed(upstreamUrl)) {
    return given(FOR_ANY).length === 0 ? [] : [{ subject: subjectOf(...given(FOR_ANY)), why: `no upstream is configured: also set ${subjectOf('upstreamUrl')}` }]
  }
  const endpoints = upstreamUrl.value ?? []
  const shown = { subject: subjectOf('upstreamUrl'), given: upstreamUrl.shown ?? '' }
  // Saying that certificates are verified does no harm where there are none.
  const forTls = given(FOR_TLS).filter(name => name !== 'upstreamInsecure' || settings.upstreamInsecure.value === true)
  const encrypted = endpoints.filter(({ protocol }) => protocol === 'https:').length
  return [
    ...findUnpaired(settings, 'upstreamCertFile', 'upstreamKeyFile'),
    ...forTls.length > 0 && endpoints.length > 0 && encrypted === 0
      ? [{ subject: subjectOf(...forTls), given: `with an upstream at ${upstreamUrl.shown}`, why: 'certificates need an https: upstream' }]
      : [],
    // The same request would be encrypted or not, as it happens.
    ...encrypted > 0 && encrypted < endpoints.length ? [{ ...shown, why: 'use https: for all endpoints, or for none' }] : [],
    ...new Set(endpoints.map(spell)).size < endpoints.length ? [{ ...shown, why: 'an endpoint is listed twice' }] : []
  ]
}

function spell ({ protocol, host, port, socketPath }: UpstreamEndpoint): string {
  return socketPath ?? `${protocol}//${host}:${port}`
}
