/** What a request is for. Decided on the raw path: two spellings of one path are two paths. */
export type Route = 'health' | 'streams' | 'public' | 'gated' | 'nothing'

/**
 * Deny by default: whatever is not exactly one of ours or exactly an exempted path is gated.
 *
 * @param upstream whether there is anything to proxy to
 */
export function route ({ healthPath, streamsPath, publicPaths, upstream }: {
  healthPath: string
  streamsPath: string
  publicPaths: readonly string[]
  upstream: boolean
}): (method: string, path: string) => Route {
  const exempt = new Set(publicPaths)
  return (method, path) => {
    if (path === streamsPath) return 'streams'
    if (path === healthPath && (method === 'GET' || method === 'HEAD')) return 'health'
    if (!upstream) return 'nothing'
    return exempt.has(path) ? 'public' : 'gated'
  }
}
