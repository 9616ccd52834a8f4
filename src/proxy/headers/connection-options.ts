/**
 * Returns the connection options of all Connection headers in lower case: names of headers that are hop-by-hop (RFC
 * 9110 section 7.6.1). Returns undefined, without an allocation, when there is nothing but `keep-alive` or `close`.
 *
 * @param headers flat names and values
 */
export function connectionOptions (headers: readonly string[]): ReadonlySet<string> | undefined {
  let options: Set<string> | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = headers[i + 1] as string
    if (value === 'keep-alive' || value === 'close' || value === 'Keep-Alive') continue
    options ??= new Set()
    for (const option of value.split(',')) options.add(option.trim().toLowerCase())
  }
  return options
}
