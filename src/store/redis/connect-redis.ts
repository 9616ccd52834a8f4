import { Cluster, Redis } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { connectionOptions, reconnectAfterMs, serverOptions } from './connection-options.js'
import { readScripts } from './scripts.js'

/** The connection, or in a Cluster the connections, that commands go over. Connects for ever. */
export function connectRedis (redis: RedisSettings): Redis | Cluster {
  // First: a connection that nobody gets would keep a program alive that cannot start.
  const teach = readScripts()
  const connection = redis.mode === 'cluster' ? connectCluster(redis) : new Redis(serverOptions(redis))
  teach(connection)
  return connection
}

function connectCluster (redis: RedisSettings): Cluster {
  const { enableOfflineQueue, retryStrategy, ...redisOptions } = connectionOptions(redis)
  const cluster = new Cluster(redis.nodes.map(({ host, port }) => ({ host, port })), {
    redisOptions,
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    // While a node reconnects, what was in flight is rejected. A node that has ended would have it sent
    // again, and acquiring twice is not acquiring once. Nodes that stay away are forgotten, so that the
    // Cluster is found again from its first nodes when all of them moved.
    clusterNodeRetryStrategy: attempt => attempt <= 3 ? reconnectAfterMs(attempt) : null,
    // Commands that were not sent because their node is only just connecting.
    retryDelayOnFailover: 50,
    maxRedirections: 8,
    slotsRefreshTimeout: redis.connectTimeoutMs,
    slotsRefreshInterval: 5000,
    // Names stay names: certificates are checked against them, and they are looked up at every connection.
    dnsLookup: (host, callback) => { callback(null, host) }
  })
  // By itself a node is connected to by its first command. Connected from the start, it needs no waiting
  // then, and its loss is noticed without one. Not before the Cluster is ready: it asks a node of its own
  // choice whether it is, and takes one that is only just connecting for a lost one.
  cluster.on('ready', () => { cluster.nodes('master').forEach(connectMaster) })
  cluster.on('+node', (node: Redis) => { queueMicrotask(() => { if (cluster.status === 'ready') connectMaster(node) }) })
  return cluster
}

function connectMaster (node: Redis): void {
  if (node.status !== 'wait' || node.options.readOnly === true) return
  // Why it fails comes as the Cluster's 'node error'; here it is only said that it did.
  node.connect().catch(() => {})
}
