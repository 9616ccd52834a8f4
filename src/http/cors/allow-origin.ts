/** How far pages of an origin are let in. */
export type OriginPolicy =
  /** Named by the operator: with cookies. */
  | 'named'
  /** As any page is: without. */
  | 'any'
  | 'refused'

/**
 * Tells how far an origin is let in.
 *
 * @param origins exact ones, `https://*.example.com` for the subdomains of one, or `*` for any
 */
export function allowOrigin (origins: readonly string[]): (origin: string) => OriginPolicy {
  const exact = new Set(origins)
  const any = exact.delete('*')
  const domains = origins.flatMap(origin => {
    const at = origin.indexOf('*.')
    return at === -1 ? [] : [{ scheme: origin.slice(0, at), domain: origin.slice(at + 1) }]
  })

  return origin => {
    if (exact.has(origin) || domains.some(domain => isBelow(origin, domain))) return 'named'
    return any ? 'any' : 'refused'
  }
}

// What stands for the asterisk has to be labels: else https://evil.example/?.example.com would pass.
const LABELS = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/

function isBelow (origin: string, { scheme, domain }: { scheme: string, domain: string }): boolean {
  return origin.startsWith(scheme) && origin.endsWith(domain) && LABELS.test(origin.slice(scheme.length, -domain.length))
}
