import type { RedisSettings } from '../../ports/redis-settings.js'
import type { TlsSettings } from '../../ports/tls-settings.js'
import type { Address } from '../config.js'
import type { Values } from '../options/options.js'

/** The Redis settings; undefined if no address is configured. */
export function toRedisConfig (values: Values): RedisSettings | undefined {
  const address = findAddress(values)
  const url = values.redisUrl
  const tls = url?.tls ?? values.redisTls
  return address && {
    ...address,
    socketPath: url?.socketPath,
    sentinelMaster: values.redisSentinelMaster,
    sentinelUsername: values.redisSentinelUsername,
    sentinelPassword: values.redisSentinelPassword,
    username: url?.username ?? values.redisUsername,
    password: url?.password ?? values.redisPassword,
    database: url?.database ?? values.redisDatabase,
    tls: tls ? toTls(values) : undefined,
    keyPrefix: values.redisKeyPrefix,
    connectTimeoutMs: Math.round(values.redisConnectTimeout * 1000),
    commandTimeoutMs: Math.round(values.redisCommandTimeout * 1000)
  }
}

function findAddress ({ redisUrl, redisHost, redisPort, redisSentinels, redisCluster }: Values): { mode: RedisSettings['mode'], nodes: readonly Address[] } | undefined {
  if (redisSentinels.length > 0) return { mode: 'sentinel', nodes: redisSentinels }
  if (redisCluster.length > 0) return { mode: 'cluster', nodes: redisCluster }
  if (redisUrl !== undefined) return { mode: 'single', nodes: redisUrl.socketPath === undefined ? [{ host: redisUrl.host, port: redisUrl.port }] : [] }
  return redisHost === undefined ? undefined : { mode: 'single', nodes: [{ host: redisHost, port: redisPort }] }
}

function toTls (values: Values): TlsSettings | undefined {
  return {
    ca: values.redisCaFile,
    cert: values.redisCertFile,
    key: values.redisKeyFile,
    serverName: values.redisServerName,
    insecure: values.redisInsecure
  }
}
