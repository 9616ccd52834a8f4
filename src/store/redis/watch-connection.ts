import type { Cluster, Redis } from 'ioredis'
import type { Log } from '../../ports/log.js'
import { isReply, rootCause } from './translate-error.js'

/**
 * Logs once when Redis becomes unavailable, once why it refuses the connection, and once when it is available
 * again, instead of logging each attempt. Also prevents a connection from using another database than the
 * configured one.
 */
export function watchConnection ({ redis, log }: { redis: Redis | Cluster, log: Log }): void {
  let wasReady = false
  let isLossLogged = false
  let isRefusalLogged = false
  let reason: string | undefined

  redis.on('ready', () => {
    if (isLossLogged || isRefusalLogged) log.info({}, 'redis is available again')
    wasReady = true
    isLossLogged = isRefusalLogged = false
    reason = undefined
  })

  redis.on('error', (error: unknown) => {
    const cause = rootCause(error)
    reason = cause.message
    if (!isReply(cause)) return
    // When SELECT is refused, ioredis continues on database 0.
    if (commandOf(cause) === 'select') redis.disconnect(true)
    if (isRefusalLogged) return
    isRefusalLogged = true
    log.error({ error: reason }, 'redis refuses the connection: check its user, password, database and permissions')
  })

  redis.on('close', () => {
    if (isLossLogged || isRefusalLogged) return
    isLossLogged = true
    log.warn({ error: reason ?? 'connection closed' }, wasReady ? 'redis connection lost, reconnecting' : 'redis cannot be reached, connecting')
  })
}

function commandOf (error: Error): unknown {
  const command = 'command' in error ? error.command : undefined
  return typeof command === 'object' && command !== null && 'name' in command ? command.name : undefined
}
