/** How the CORS policy treats an origin. */
export type OriginPolicy =
  /** The operator has named it: allowed, with cookies. */
  | 'named'
  /** Allowed because any origin is: without cookies. */
  | 'any'
  | 'refused'

/**
 * Looks up the policy of an origin.
 *
 * @param origins exact origins, `https://*.example.com` for all subdomains, or `*` for any origin
 */
export function allowOrigin (origins: readonly string[]): (origin: string) => OriginPolicy {
  const exact = new Set(origins)
  const any = exact.delete('*')
  const wildcards = origins.flatMap(origin => {
    const at = origin.indexOf('*.')
    return at === -1 ? [] : [{ scheme: origin.slice(0, at), domain: origin.slice(at + 1) }]
  })

  return origin => {
    if (exact.has(origin) || wildcards.some(wildcard => matches(origin, wildcard))) return 'named'
    return any ? 'any' : 'refused'
  }
}

// The asterisk stands for DNS labels only: otherwise https://evil.example/?.example.com would match.
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

function matches (origin: string, { scheme, domain }: { scheme: string, domain: string }): boolean {
  return origin.startsWith(scheme) && origin.endsWith(domain) && LABELS.test(origin.slice(scheme.length, -domain.length))
}
