import { Cluster, Redis } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { connectionOptions, serverOptions } from './connection-options.js'

/**
 * Creates connections for subscriptions. Each is not connected yet and good for one attempt, so that its user knows
 * exactly from when to when it was subscribed. In a Cluster, PUBLISH reaches every node, so each attempt uses the
 * next node.
 *
 * @param first where to start; it differs from gate to gate, so that not all gates subscribe at one node
 */
export function connectSubscriber ({ redis, commands, first }: {
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
