import { OPTION_NAMES, subjectOf, type OptionName } from '../options/options.js'
import { isGiven, isNamed, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findRedisTlsConflicts } from './find-redis-tls-conflicts.js'
import { findUnpaired } from './find-unpaired.js'

/** The options that say where Redis is. */
export const PLACES = ['redisUrl', 'redisHost', 'redisSentinels', 'redisCluster'] as const
const OF_SENTINELS = ['redisSentinelMaster', 'redisSentinelUsername', 'redisSentinelPassword'] as const

/** What is said of Redis has to fit together, and to say where it is once. */
export function findRedisConflicts (settings: Settings): Problem[] {
  const given = (names: readonly OptionName[]): OptionName[] => names.filter(name => isGiven(settings[name]))
  if (!PLACES.some(name => isNamed(settings[name]))) {
    // Falling back to memory here would let every gate count for itself without anybody noticing.
    const lost = given(OPTION_NAMES.filter(name => name.startsWith('redis')))
    return lost.length === 0 ? [] : [{ subject: subjectOf(...lost), why: `no Redis is configured: also set one of ${PLACES.map(name => subjectOf(name)).join(', ')}` }]
  }
  const places = given(PLACES)
  if (places.length > 1) return [{ subject: subjectOf(...places), why: 'each of them sets the address of Redis: set only one' }]
  return [
    ...belong(settings, ['redisPort'], 'redisHost'),
    ...belong(settings, OF_SENTINELS, 'redisSentinels'),
    ...isGiven(settings.redisSentinels) && !isNamed(settings.redisSentinelMaster)
      ? [{ subject: subjectOf('redisSentinels'), why: `sentinels need the name of the master: also set ${subjectOf('redisSentinelMaster')}` }]
      : [],
    ...isGiven(settings.redisCluster) && isGiven(settings.redisDatabase) && settings.redisDatabase.value !== 0
      ? [{ subject: subjectOf('redisDatabase'), given: String(settings.redisDatabase.value), why: 'Redis Cluster has only database 0' }]
      : [],
    ...findSaidTwice(settings),
    ...findRedisTlsConflicts(settings),
    ...findUnpaired(settings, 'redisCertFile', 'redisKeyFile')
  ]
}

function belong (settings: Settings, names: readonly OptionName[], owner: OptionName): Problem[] {
  if (isNamed(settings[owner])) return []
  return names.filter(name => isGiven(settings[name])).map(name => ({ subject: subjectOf(name), why: `it has no effect without ${subjectOf(owner)}` }))
}

/** A URL can say what other options say too; each is said in one place. */
function findSaidTwice (settings: Settings): Problem[] {
  const url = settings.redisUrl.value
  if (url === undefined) return []
  const said = { redisUsername: url.username, redisPassword: url.password, redisDatabase: url.database }
  return (['redisUsername', 'redisPassword', 'redisDatabase'] as const)
    .filter(name => said[name] !== undefined && isGiven(settings[name]))
    .map(name => ({ subject: subjectOf(name, 'redisUrl'), why: 'both set it: set only one' }))
}
