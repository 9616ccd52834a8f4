// Headers for framing, routing, authentication or the hop are not allowed in trailers (RFC 9110 section 6.5.1).
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'transfer-encoding',
  'content-length', 'content-encoding', 'content-type', 'content-range', 'host', 'authorization',
  'set-cookie', 'www-authenticate', 'proxy-authenticate', 'cache-control', 'location'
])

/** Removes what is not allowed in trailers. Takes flat names and values; returns pairs, as Node expects them. */
export function forwardTrailers (rawTrailers: readonly string[]): Array<[string, string]> {
  const trailers: Array<[string, string]> = []
  for (let i = 0; i < rawTrailers.length; i += 2) {
    const name = rawTrailers[i] as string
    if (!NOT_IN_TRAILERS.has(name.toLowerCase())) trailers.push([name, rawTrailers[i + 1] as string])
  }
  return trailers
}
