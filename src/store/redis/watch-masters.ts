import { Cluster, type Redis } from 'ioredis'

/**
 * Calls `onChanged` when the server that keeps streams may lack some of them: after reconnecting to a server, which
 * may have restarted empty, and when a server has become a master, because replication may have been incomplete.
 * The first connection to a server is not a change.
 */
export function watchMasters ({ redis, onChanged }: { redis: Redis | Cluster, onChanged: () => void }): void {
  if (redis instanceof Cluster) watchCluster(redis, onChanged)
  else watchServer(redis, onChanged)
}

function watchServer (redis: Redis, onChanged: () => void): void {
  let wasReady = redis.status === 'ready'
  redis.on('ready', () => {
    if (wasReady) onChanged()
    wasReady = true
  })
}

function watchCluster (cluster: Cluster, onChanged: () => void): void {
  const seen = new WeakSet<Redis>()
  let wasReady = cluster.status === 'ready'
  if (wasReady) watchMissing(false)
  cluster.on('ready', () => {
    if (!wasReady) watchMissing(false)
    wasReady = true
  })
  // Emitted whenever ioredis has read the slots again. Lists the masters that have any.
  cluster.on('refresh', () => { if (wasReady) watchMissing(true) })

  function watchMissing (isChange: boolean): void {
    for (const master of cluster.nodes('master')) {
      if (seen.has(master)) continue
      seen.add(master)
      watch(master, isChange)
    }
  }

  function watch (master: Redis, isChange: boolean): void {
    let reportsReady = isChange
    if (master.status === 'ready') {
      if (reportsReady) onChanged()
      reportsReady = true
    }
    master.on('ready', () => {
      if (reportsReady && master.options.readOnly !== true) onChanged()
      reportsReady = true
    })
  }
}
