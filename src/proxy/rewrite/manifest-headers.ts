/** Headers that describe the bytes that the upstream sent, which the client does not receive. */
const DESCRIBE_BYTES: ReadonlySet<string> = new Set([
  'content-length', 'content-encoding', 'content-range', 'accept-ranges', 'content-md5', 'digest', 'content-digest', 'repr-digest'
])
const FOR_SHARED_CACHES = /^(?:public|private|s-maxage(?:=.*)?)$/i

/** Whether a header is invalid once the content was rewritten. Takes its lower-case name. */
export function describesBytes (lowerName: string): boolean {
  return DESCRIBE_BYTES.has(lowerName)
}

/**
 * Returns the headers of a response whose manifest is rewritten. A manifest that contains a token is private to one
 * client, and its entity tags become weak (RFC 9110 section 8.8.1).
 *
 * @param headers flat names and values
 */
export function manifestHeaders (headers: readonly string[]): string[] {
  const rewritten: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    const lowerName = name.toLowerCase()
    if (lowerName === 'etag') rewritten.push(name, value.startsWith('W/') ? value : `W/${value}`)
    else if (!describesBytes(lowerName)) rewritten.push(name, value)
  }
  return privateHeaders(rewritten)
}

/**
 * Returns headers that forbid shared caches to store the response (RFC 9111 section 5.2.2.7). The headers that CDNs
 * prefer over Cache-Control (RFC 9213) are removed.
 *
 * @param headers flat names and values
 */
export function privateHeaders (headers: readonly string[]): string[] {
  const kept: string[] = []
  let directives = ''
  for (let i = 0; i < headers.length; i += 2) {
    const lowerName = (headers[i] as string).toLowerCase()
    if (lowerName === 'cache-control') directives += ',' + (headers[i + 1] as string)
    else if (!lowerName.endsWith('cdn-cache-control') && lowerName !== 'surrogate-control') kept.push(headers[i] as string, headers[i + 1] as string)
  }
  const others = directives.split(',').map(directive => directive.trim()).filter(directive => directive !== '' && !FOR_SHARED_CACHES.test(directive))
  return [...kept, 'Cache-Control', ['private', ...others].join(', ')]
}
