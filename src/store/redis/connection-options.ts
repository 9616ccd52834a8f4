import type { RedisOptions } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'
import type { TlsSettings } from '../../ports/tls-settings.js'

/** Maximum delay before reconnecting. */
export const RECONNECT_AFTER_MS_MAX = 1000

/** Delay before the nth consecutive attempt to connect, in ms. */
export function reconnectAfterMs (attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt - 1, 10), RECONNECT_AFTER_MS_MAX)
}

/**
 * Options of every connection. A command is either sent or rejected immediately, and never sent twice, because
 * acquire is not idempotent.
 */
export function connectionOptions (redis: RedisSettings) {
  return {
    ...redis.username !== undefined && { username: redis.username },
    ...redis.password !== undefined && { password: redis.password },
    ...redis.tls !== undefined && { tls: tlsOptions(redis.tls) },
    connectTimeout: redis.connectTimeoutMs,
    // A connection without data for longer than any caller waits is dead, also during its handshake. There is no
    // commandTimeout: it would drop late replies, and a late grant has to be revoked.
    socketTimeout: redis.commandTimeoutMs * 3,
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: RECONNECT_AFTER_MS_MAX,
    retryStrategy: reconnectAfterMs,
    // A master that has become a replica stays connected. Reconnecting finds the new master.
    reconnectOnError: (error: Error) => error.message.includes('READONLY'),
    replyMapping: 'legacy'
  } as const satisfies RedisOptions
}

/** Options that locate the server, for the modes in which one connection leads to one server. */
export function serverOptions (redis: RedisSettings): RedisOptions & { replyMapping: 'legacy' } {
  const options = { ...connectionOptions(redis), db: redis.database }
  if (redis.mode === 'sentinel') {
    return {
      ...options,
      sentinels: redis.nodes.map(({ host, port }) => ({ host, port })),
      ...redis.sentinelMaster !== undefined && { name: redis.sentinelMaster },
      ...redis.sentinelUsername !== undefined && { sentinelUsername: redis.sentinelUsername },
      ...redis.sentinelPassword !== undefined && { sentinelPassword: redis.sentinelPassword },
      ...options.tls !== undefined && { enableTLSForSentinelMode: true, sentinelTLS: options.tls },
      // Null would end the connection for ever the first time that no sentinel responds.
      sentinelRetryStrategy: reconnectAfterMs,
      sentinelCommandTimeout: redis.commandTimeoutMs,
      // Sentinels announce a new master. Without this, a master that is partitioned from them would stay in use.
      failoverDetector: true
    }
  }
  if (redis.socketPath !== undefined) return { ...options, path: redis.socketPath }
  const { host, port } = redis.nodes[0] ?? {}
  return { ...options, ...host !== undefined && { host }, ...port !== undefined && { port } }
}

/** TLS options of every connection. */
export function tlsOptions ({ ca, cert, key, serverName, insecure }: TlsSettings): NonNullable<RedisOptions['tls']> {
  return {
    ...ca !== undefined && { ca },
    ...cert !== undefined && { cert },
    ...key !== undefined && { key },
    ...serverName !== undefined && { servername: serverName },
    rejectUnauthorized: !insecure
  }
}
