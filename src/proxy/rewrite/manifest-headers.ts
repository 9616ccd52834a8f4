/** Headers about the very bytes that the upstream sent, which are not those that the client gets. */
const OF_THE_BYTES: ReadonlySet<string> = new Set([
  'content-length', 'content-encoding', 'content-range', 'accept-ranges', 'content-md5', 'digest', 'content-digest', 'repr-digest'
])
const OF_SHARED_CACHES = /^(?:public|private|s-maxage(?:=.*)?)$/i

/** Whether a header, named in lower case, is void once the content was rewritten. */
export function describesBytes (lowerName: string): boolean {
  return OF_THE_BYTES.has(lowerName)
}

/**
 * The headers of a response whose manifest is rewritten: one that holds a token is for one client, and is the
 * same as another only weakly (RFC 9110 section 8.8.1).
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
 * Headers of a response that shared caches may not keep (RFC 9111 section 5.2.2.7), those of a CDN neither,
 * which take their own headers for the last word (RFC 9213).
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
  const others = directives.split(',').map(directive => directive.trim()).filter(directive => directive !== '' && !OF_SHARED_CACHES.test(directive))
  return [...kept, 'Cache-Control', ['private', ...others].join(', ')]
}
