import { subjectOf } from '../options/options.js'
import { isValid, isGiven, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

const FOR_TLS = ['redisCaFile', 'redisCertFile', 'redisKeyFile', 'redisServerName', 'redisInsecure'] as const

/** The scheme of the URL and --redis-tls must agree, and certificates need TLS. */
export function findRedisTlsConflicts (settings: Settings): Problem[] {
  const { redisUrl, redisTls, redisInsecure } = settings
  // An invalid value already has its own problem, and its TLS mode is unknown.
  if ((isGiven(redisUrl) && redisUrl.value === undefined) || redisTls.value === undefined) return []
  if (redisUrl.value !== undefined && isValid(redisTls) && redisTls.value !== redisUrl.value.tls) {
    return [{ subject: subjectOf('redisTls', 'redisUrl'), given: `${redisTls.value} with a URL ${redisUrl.value.tls ? 'over' : 'without'} TLS`, why: 'rediss: uses TLS, redis: and unix: do not' }]
  }
  if (redisUrl.value?.tls ?? redisTls.value) return []
  // `--redis-insecure false` is harmless without TLS.
  const useless = FOR_TLS.filter(name => isValid(settings[name]) && (name !== 'redisInsecure' || redisInsecure.value === true))
  return useless.length === 0 ? [] : [{ subject: subjectOf(...useless), why: `certificates need TLS: use a rediss: URL, or set ${subjectOf('redisTls')} to true` }]
}
