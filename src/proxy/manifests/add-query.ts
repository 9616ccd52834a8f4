/** A URI with one more `name=value` in its query, in front of its fragment. */
export function addQuery (uri: string, pair: string, separator = '&'): string {
  const hash = uri.indexOf('#')
  const target = hash === -1 ? uri : uri.slice(0, hash)
  const at = target.indexOf('?')
  const joint = at === -1 ? '?' : at === target.length - 1 ? '' : separator
  return target + joint + pair + uri.slice(target.length)
}
