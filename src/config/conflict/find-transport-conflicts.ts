import { subjectOf, type OptionName } from '../options/options.js'
import { isValid, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** The options of each token transport. */
const TRANSPORT_OPTIONS = {
  query: ['tokenParameter'],
  cookie: ['tokenCookie', 'tokenCookiePath', 'tokenCookieSameSite']
} as const satisfies Record<string, readonly OptionName[]>

/** Options of a transport need the transport, cookie names with a prefix have rules, and paths that start with /~ carry tokens. */
export function findTransportConflicts (settings: Settings): Problem[] {
  const { tokenTransports, tokenCookie, tokenCookiePath, streamsPath, healthPath, corsOrigins, corsMaxAge } = settings
  const transports = tokenTransports.value
  if (transports === undefined && tokenTransports.source !== 'unset') return []
  const has = (transport: 'path' | 'query' | 'cookie'): boolean => transports?.includes(transport) === true
  const problems: Problem[] = []
  for (const transport of ['query', 'cookie'] as const) {
    const given = has(transport) ? [] : TRANSPORT_OPTIONS[transport].filter(name => isValid(settings[name]))
    if (given.length > 0) problems.push({ subject: subjectOf(...given), why: `the ${transport} transport is not enabled: add ${transport} to ${subjectOf('tokenTransports')}` })
  }
  if (has('cookie') && tokenCookie.value?.startsWith('__Host-') === true && tokenCookiePath.value !== undefined && tokenCookiePath.value !== '/') {
    problems.push({ subject: subjectOf('tokenCookie', 'tokenCookiePath'), given: `${JSON.stringify(tokenCookiePath.value)} as the path`, why: 'browsers accept a cookie whose name starts with __Host- only with the path /' })
  }
  for (const [name, { value }] of Object.entries({ streamsPath, healthPath }) as Array<['streamsPath' | 'healthPath', { value: string | undefined }]>) {
    if (has('path') && value?.startsWith('/~') === true) {
      problems.push({ subject: subjectOf(name, 'tokenTransports'), given: JSON.stringify(value), why: 'a path that starts with /~ carries a token' })
    }
  }
  if (isValid(corsMaxAge) && corsOrigins.source === 'unset') {
    problems.push({ subject: subjectOf('corsMaxAge'), why: `the gate answers no preflight requests: also set ${subjectOf('corsOrigins')}` })
  }
  return problems
}
