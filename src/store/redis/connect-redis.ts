import { Cluster, Redis } from 'ioredis'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { connectionOptions, reconnectAfterMs, serverOptions } from './connection-options.js'
import { readScripts } from './scripts.js'

/** Opens the connection for commands, or in a Cluster the connections. Reconnects for ever. */
export function connectRedis (redis: RedisSettings): Redis | Cluster {
  // Reading comes first: if it fails, an open connection would keep the process alive.
  const defineScripts = readScripts()
  const connection = redis.mode === 'cluster' ? connectCluster(redis) : new Redis(serverOptions(redis))
  defineScripts(connection)
  return connection
}

function connectCluster (redis: RedisSettings): Cluster {
  const { enableOfflineQueue, retryStrategy, ...redisOptions } = connectionOptions(redis)
  const cluster = new Cluster(redis.nodes.map(({ host, port }) => ({ host, port })), {
    redisOptions,
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    // While a node reconnects, its commands in flight are rejected. If its connection had ended, ioredis would
    // resend them, and acquire is not idempotent. Nodes that stay unavailable are forgotten, so that the Cluster
    // is found again from its configured nodes when all of them have moved.
    clusterNodeRetryStrategy: attempt => attempt <= 3 ? reconnectAfterMs(attempt) : null,
    // For commands that were not sent because their node is still connecting.
    retryDelayOnFailover: 50,
    maxRedirections: 8,
    slotsRefreshTimeout: redis.connectTimeoutMs,
    slotsRefreshInterval: 5000,
    // Keep names: certificates are verified against them, and each connection resolves them again.
    dnsLookup: (host, callback) => { callback(null, host) }
  })
  // By default, the first command connects to a node. Connecting in advance saves that wait and detects the loss of
  // a node without a command. It must not happen before the Cluster is ready: ioredis checks readiness with a node
  // of its choice, and takes a node that is still connecting for a lost one.
  cluster.on('ready', () => { cluster.nodes('master').forEach(connectMaster) })
  cluster.on('+node', (node: Redis) => { queueMicrotask(() => { if (cluster.status === 'ready') connectMaster(node) }) })
  return cluster
}

function connectMaster (node: Redis): void {
  if (node.status !== 'wait' || node.options.readOnly === true) return
  // The Cluster's 'node error' event reports the cause of a failure.
  node.connect().catch(() => {})
}
