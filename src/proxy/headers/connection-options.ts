/**
 * The lower-case names of headers that `Connection` declares hop-by-hop (RFC 9110 section 7.6.1), over all
 * its lines; undefined, without an allocation, when there is nothing but the usual `keep-alive` or `close`.
 *
 * @param headers flat names and values
 */
export function connectionOptions (headers: readonly string[]): ReadonlySet<string> | undefined {
  let nominated: Set<string> | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = headers[i + 1] as string
    if (value === 'keep-alive' || value === 'close' || value === 'Keep-Alive') continue
    nominated ??= new Set()
    for (const option of value.split(',')) nominated.add(option.trim().toLowerCase())
  }
  return nominated
}
