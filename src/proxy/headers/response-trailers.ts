// RFC 9110 section 6.5.1: headers about framing, routing, authentication or the hop never trail.
const NEVER_TRAIL: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'transfer-encoding',
  'content-length', 'content-encoding', 'content-type', 'content-range', 'host', 'authorization',
  'set-cookie', 'www-authenticate', 'proxy-authenticate', 'cache-control', 'location'
])

/** The trailers that the client gets, in pairs as Node wants them. */
export function forwardTrailers (rawHeaders: readonly string[]): Array<[string, string]> {
  const headers: Array<[string, string]> = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (!NEVER_TRAIL.has(name.toLowerCase())) headers.push([name, rawHeaders[i + 1] as string])
  }
  return headers
}
