import { subjectOf } from '../options/options.js'
import { isGiven, isNamed, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

const FOR_TLS = ['redisCaFile', 'redisCertFile', 'redisKeyFile', 'redisServerName', 'redisInsecure'] as const

/** A URL's scheme and --redis-tls have to agree, and certificates need TLS. */
export function findRedisTlsConflicts (settings: Settings): Problem[] {
  const { redisUrl, redisTls, redisInsecure } = settings
  // What is wrong already has its problem, and says nothing of TLS.
  if ((isNamed(redisUrl) && redisUrl.value === undefined) || redisTls.value === undefined) return []
  if (redisUrl.value !== undefined && isGiven(redisTls) && redisTls.value !== redisUrl.value.tls) {
    return [{ subject: subjectOf('redisTls', 'redisUrl'), given: `${redisTls.value} with a URL ${redisUrl.value.tls ? 'over' : 'without'} TLS`, why: 'rediss: uses TLS, redis: and unix: do not' }]
  }
  if (redisUrl.value?.tls ?? redisTls.value) return []
  // Saying that certificates are verified does no harm where there are none.
  const useless = FOR_TLS.filter(name => isGiven(settings[name]) && (name !== 'redisInsecure' || redisInsecure.value === true))
  return useless.length === 0 ? [] : [{ subject: subjectOf(...useless), why: `certificates need TLS: use a rediss: URL, or set ${subjectOf('redisTls')} to true` }]
}
