/** What a request is for. Decided by the raw path: different spellings of a path are different paths. */
export type Route = 'health' | 'streams' | 'release' | 'public' | 'gated' | 'not-found'

/**
 * Routes requests, deny by default: a path that is not exactly one of the gate's own or exactly a public one is
 * gated. A request whose path started with a token (`hasTokenPrefix`) is gated whatever its path.
 *
 * @param upstream whether an upstream is configured; without one only the gate's own paths exist
 */
export function route ({ healthPath, streamsPath, publicPaths, upstream }: {
  healthPath: string
  streamsPath: string
  publicPaths: readonly string[]
  upstream: boolean
}): (method: string, path: string, hasTokenPrefix?: boolean) => Route {
  const exempt = new Set(publicPaths)
  const releasePath = streamsPath.endsWith('/') ? `${streamsPath}release` : `${streamsPath}/release`
  return (method, path, hasTokenPrefix = false) => {
    if (hasTokenPrefix) return upstream ? 'gated' : 'not-found'
    if (path === streamsPath) return 'streams'
    if (path === releasePath) return 'release'
    if (path === healthPath && (method === 'GET' || method === 'HEAD')) return 'health'
    if (!upstream) return 'not-found'
    return exempt.has(path) ? 'public' : 'gated'
  }
}
