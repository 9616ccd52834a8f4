import type { RedisOptions } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'

/** How long to wait before a reconnection at most. */
export const RECONNECT_AFTER_MS_MAX = 1000

/** How long to wait before the nth attempt in a row to connect, in ms. */
export function reconnectAfterMs (attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt - 1, 10), RECONNECT_AFTER_MS_MAX)
}

/**
 * What every connection has in common: a command is sent now or rejected now, and none is sent twice,
 * for acquiring twice is not acquiring once.
 */
export function connectionOptions (redis: RedisSettings) {
  return {
    ...redis.username !== undefined && { username: redis.username },
    ...redis.password !== undefined && { password: redis.password },
    ...redis.tls !== undefined && { tls: tlsOptions(redis.tls) },
    connectTimeout: redis.connectTimeoutMs,
    // Silence for longer than any caller waits is a dead connection, also during its handshake. There is
    // no commandTimeout: it would drop answers that are late, and a late grant has to be given back.
    socketTimeout: redis.commandTimeoutMs * 3,
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: RECONNECT_AFTER_MS_MAX,
    retryStrategy: reconnectAfterMs,
    // A master that became a replica stays connected; its successor is found by connecting again.
    reconnectOnError: (error: Error) => error.message.includes('READONLY'),
    replyMapping: 'legacy'
  } as const satisfies RedisOptions
}

/** Where to find the server, for the modes in which one connection leads to one server. */
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
      // Null would end the connection for good the first time that no sentinel answers.
      sentinelRetryStrategy: reconnectAfterMs,
      sentinelCommandTimeout: redis.commandTimeoutMs,
      // Sentinels announce a new master; without it a master cut off from them would be served on.
      failoverDetector: true
    }
  }
  if (redis.socketPath !== undefined) return { ...options, path: redis.socketPath }
  const { host, port } = redis.nodes[0] ?? {}
  return { ...options, ...host !== undefined && { host }, ...port !== undefined && { port } }
}

/** How TLS is spoken, to every server. */
export function tlsOptions ({ ca, cert, key, serverName, insecure }: NonNullable<RedisSettings['tls']>): NonNullable<RedisOptions['tls']> {
  return {
    ...ca !== undefined && { ca },
    ...cert !== undefined && { cert },
    ...key !== undefined && { key },
    ...serverName !== undefined && { servername: serverName },
    rejectUnauthorized: !insecure
  }
}
