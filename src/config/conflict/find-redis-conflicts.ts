import { OPTION_NAMES, subjectOf, type OptionName } from '../options/options.js'
import { isValid, isGiven, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findRedisTlsConflicts } from './find-redis-tls-conflicts.js'
import { findUnpairedCertificates } from './find-unpaired-certificates.js'

/** The options that set the address of Redis. */
export const REDIS_ADDRESSES = ['redisUrl', 'redisHost', 'redisSentinels', 'redisCluster'] as const
const FOR_SENTINELS = ['redisSentinelMaster', 'redisSentinelUsername', 'redisSentinelPassword'] as const

/** Redis options need exactly one address and must match its mode. */
export function findRedisConflicts (settings: Settings): Problem[] {
  const given = (names: readonly OptionName[]): OptionName[] => names.filter(name => isValid(settings[name]))
  if (!REDIS_ADDRESSES.some(name => isGiven(settings[name]))) {
    // A fallback to memory would make every gate count on its own, unnoticed.
    const unused = given(OPTION_NAMES.filter(name => name.startsWith('redis')))
    return unused.length === 0 ? [] : [{ subject: subjectOf(...unused), why: `no Redis is configured: also set one of ${REDIS_ADDRESSES.map(name => subjectOf(name)).join(', ')}` }]
  }
  const addresses = given(REDIS_ADDRESSES)
  if (addresses.length > 1) return [{ subject: subjectOf(...addresses), why: 'each of them sets the address of Redis: set only one' }]
  return [
    ...findUseless(settings, ['redisPort'], 'redisHost'),
    ...findUseless(settings, FOR_SENTINELS, 'redisSentinels'),
    ...isValid(settings.redisSentinels) && !isGiven(settings.redisSentinelMaster)
      ? [{ subject: subjectOf('redisSentinels'), why: `sentinels need the name of the master: also set ${subjectOf('redisSentinelMaster')}` }]
      : [],
    ...isValid(settings.redisCluster) && isValid(settings.redisDatabase) && settings.redisDatabase.value !== 0
      ? [{ subject: subjectOf('redisDatabase'), given: String(settings.redisDatabase.value), why: 'Redis Cluster has only database 0' }]
      : [],
    ...findDuplicates(settings),
    ...findRedisTlsConflicts(settings),
    ...findUnpairedCertificates(settings, 'redisCertFile', 'redisKeyFile')
  ]
}

function findUseless (settings: Settings, names: readonly OptionName[], owner: OptionName): Problem[] {
  if (isGiven(settings[owner])) return []
  return names.filter(name => isValid(settings[name])).map(name => ({ subject: subjectOf(name), why: `it has no effect without ${subjectOf(owner)}` }))
}

/** User, password and database can be set by the URL or by their own options, but not by both. */
function findDuplicates (settings: Settings): Problem[] {
  const url = settings.redisUrl.value
  if (url === undefined) return []
  const inUrl = { redisUsername: url.username, redisPassword: url.password, redisDatabase: url.database }
  return (['redisUsername', 'redisPassword', 'redisDatabase'] as const)
    .filter(name => inUrl[name] !== undefined && isValid(settings[name]))
    .map(name => ({ subject: subjectOf(name, 'redisUrl'), why: 'both set it: set only one' }))
}
