import { Cluster, type Redis } from 'ioredis'

/**
 * Tells when streams are kept by a server that may lack some of them: one that was connected to again, for
 * it may have restarted empty, and one that became a master, for it may not have been told everything.
 * Being connected for the first time is no news.
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
  if (wasReady) look(false)
  cluster.on('ready', () => {
    if (!wasReady) look(false)
    wasReady = true
  })
  // Whenever the slots were read again: the masters that have any.
  cluster.on('refresh', () => { if (wasReady) look(true) })

  function look (isNews: boolean): void {
    for (const master of cluster.nodes('master')) {
      if (seen.has(master)) continue
      seen.add(master)
      watch(master, isNews)
    }
  }

  function watch (master: Redis, isNews: boolean): void {
    let tells = isNews
    if (master.status === 'ready') {
      if (tells) onChanged()
      tells = true
    }
    master.on('ready', () => {
      if (tells && master.options.readOnly !== true) onChanged()
      tells = true
    })
  }
}
