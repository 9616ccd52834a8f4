import { Cluster, Redis } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { connectionOptions, serverOptions } from './connection-options.js'

/**
 * Makes connections to hear announcements over: not connected yet, and each for one attempt only, so that
 * whoever listens knows exactly from when to when. In a Cluster every node hears all announcements
 * (PUBLISH goes to every node), so each attempt takes the next one.
 *
 * @param first where to begin, different from gate to gate: else all would listen at one node
 */
export function connectListener ({ redis, commands, first }: {
  redis: RedisSettings
  commands: Redis | Cluster
  first: number
}): () => Redis {
  const once = { lazyConnect: true, retryStrategy: null, sentinelRetryStrategy: () => null } as const
  let attempts = first
  return () => {
    if (!(commands instanceof Cluster)) return new Redis({ ...serverOptions(redis), ...once })
    const masters = commands.nodes('master').map(({ options }) => options)
    const nodes = masters.length > 0 ? masters : redis.nodes
    const node = nodes[attempts++ % nodes.length]
    return new Redis({ ...connectionOptions(redis), ...once, ...node && { host: node.host, port: node.port } })
  }
}
