import type { Cluster, Redis } from 'ioredis'
import type { Log } from '../../ports/log.js'
import { innermostError } from './innermost-error.js'
import { isReply } from './translate-error.js'

/**
 * Says once when Redis cannot be reached, once why it refuses us, and once when it is back; not with
 * every attempt. Also keeps a connection from being used on another database than the configured one.
 */
export function watchConnection ({ redis, log }: { redis: Redis | Cluster, log: Log }): void {
  let wasReady = false
  let lossTold = false
  let refusalTold = false
  let reason: string | undefined

  redis.on('ready', () => {
    if (lossTold || refusalTold) log.info({}, 'redis is back')
    wasReady = true
    lossTold = refusalTold = false
    reason = undefined
  })

  redis.on('error', (error: unknown) => {
    const cause = innermostError(error)
    reason = cause.message
    if (!isReply(cause)) return
    // ioredis goes on when SELECT was refused, on database 0.
    if (commandOf(cause) === 'select') redis.disconnect(true)
    if (refusalTold) return
    refusalTold = true
    log.error({ error: reason }, 'redis refuses the connection: check its user, password, database and permissions')
  })

  redis.on('close', () => {
    if (lossTold || refusalTold) return
    lossTold = true
    log.warn({ error: reason ?? 'connection closed' }, wasReady ? 'redis is lost, reconnecting' : 'redis cannot be reached, connecting')
  })
}

function commandOf (error: Error): unknown {
  const command = 'command' in error ? error.command : undefined
  return typeof command === 'object' && command !== null && 'name' in command ? command.name : undefined
}
