/** Fields about the very bytes that the upstream sent, which are not those that the client gets. */
const OF_THE_BYTES: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'accept-ranges', 'content-md5', 'digest', 'content-digest', 'repr-digest'])

/**
 * The fields of a response whose manifest is rewritten: one that holds a token is for one client, and is the
 * same as another only weakly (RFC 9110 section 8.8.1).
 *
 * @param fields flat names and values
 */
export function manifestFields (fields: readonly string[]): string[] {
  const rewritten: string[] = []
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    switch (name.toLowerCase()) {
      case 'etag':
        rewritten.push(name, value.startsWith('W/') ? value : `W/${value}`)
        break
      case 'cache-control':
        rewritten.push(name, privateOnly(value))
        break
      default:
        if (!OF_THE_BYTES.has(name.toLowerCase())) rewritten.push(name, value)
    }
  }
  return rewritten
}

/** Cache-Control that keeps a response out of shared caches (RFC 9111 section 5.2.2). */
function privateOnly (value: string): string {
  const others = value.split(',').map(directive => directive.trim()).filter(directive => !/^(?:public|private|s-maxage=.*|)$/i.test(directive))
  return others.some(directive => /^no-store$/i.test(directive)) ? others.join(', ') : ['private', ...others].join(', ')
}
