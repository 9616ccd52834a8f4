import type { UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { OPTION_NAMES, subjectOf, type OptionName } from '../options/options.js'
import { isValid, isGiven, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findUnpairedCertificates } from './find-unpaired-certificates.js'

const FOR_TLS = ['upstreamCaFile', 'upstreamCertFile', 'upstreamKeyFile', 'upstreamServerName', 'upstreamInsecure'] as const
const FOR_ANY = OPTION_NAMES.filter(name => name.startsWith('upstream') && name !== 'upstreamUrl')

/** Upstream options need an upstream and must match its protocol. */
export function findUpstreamConflicts (settings: Settings): Problem[] {
  const { upstreamUrl } = settings
  const given = (names: readonly OptionName[]): OptionName[] => names.filter(name => isValid(settings[name]))
  if (!isGiven(upstreamUrl)) {
    return given(FOR_ANY).length === 0 ? [] : [{ subject: subjectOf(...given(FOR_ANY)), why: `no upstream is configured: also set ${subjectOf('upstreamUrl')}` }]
  }
  const endpoints = upstreamUrl.value ?? []
  const shown = { subject: subjectOf('upstreamUrl'), given: upstreamUrl.shown ?? '' }
  // `--upstream-insecure false` is harmless without TLS.
  const forTls = given(FOR_TLS).filter(name => name !== 'upstreamInsecure' || settings.upstreamInsecure.value === true)
  const encrypted = endpoints.filter(({ protocol }) => protocol === 'https:').length
  return [
    ...findUnpairedCertificates(settings, 'upstreamCertFile', 'upstreamKeyFile'),
    ...forTls.length > 0 && endpoints.length > 0 && encrypted === 0
      ? [{ subject: subjectOf(...forTls), given: `with an upstream at ${upstreamUrl.shown}`, why: 'certificates need an https: upstream' }]
      : [],
    // Otherwise it would be chance whether a request is encrypted.
    ...encrypted > 0 && encrypted < endpoints.length ? [{ ...shown, why: 'use https: for all endpoints, or for none' }] : [],
    ...new Set(endpoints.map(spell)).size < endpoints.length ? [{ ...shown, why: 'an endpoint is listed twice' }] : []
  ]
}

function spell ({ protocol, host, port, socketPath }: UpstreamEndpoint): string {
  return socketPath ?? `${protocol}//${host}:${port}`
}
