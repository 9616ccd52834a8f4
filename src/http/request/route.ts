/** What a request is for. Decided on the raw path: two spellings of one path are two paths. */
export type Route = 'health' | 'streams' | 'release' | 'public' | 'gated' | 'nothing'

/**
 * Deny by default: whatever is not exactly one of ours or exactly an exempted path is gated.
 *
 * `hasTokenPrefix`: a token stood in front of the path, so that it is a request for video, whatever else it resembles.
 *
 * @param upstream whether there is anything to proxy to
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
    if (hasTokenPrefix) return upstream ? 'gated' : 'nothing'
    if (path === streamsPath) return 'streams'
    if (path === releasePath) return 'release'
    if (path === healthPath && (method === 'GET' || method === 'HEAD')) return 'health'
    if (!upstream) return 'nothing'
    return exempt.has(path) ? 'public' : 'gated'
  }
}
