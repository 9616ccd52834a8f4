/** How URIs are written in a kind of text. */
export interface UriSyntax {
  /** What a written piece means. */
  readonly read: (text: string) => string
  /** The sign of a fragment, where it is no part of something else. */
  readonly fragment: RegExp
}

export const PLAIN: UriSyntax = { read: text => text, fragment: /#/ }

/** A URI with one more `name=value` in its query, in front of its fragment; the same when it has one of that name. */
export function addQueryParameter (uri: string, pair: string): string {
  const insertionPoint = findInsertionPoint(uri, pair, PLAIN)
  return insertionPoint === undefined ? uri : uri.slice(0, insertionPoint.at) + insertionPoint.sign + pair + uri.slice(insertionPoint.at)
}

/**
 * Where a pair joins the query of a URI, and by which sign. Undefined: there is one of that name, which the
 * gate would take for a second token; or its fragment is written so that its beginning cannot be told.
 */
export function findInsertionPoint (uri: string, pair: string, { read, fragment }: UriSyntax): { at: number, sign: '?' | '&' } | undefined {
  const hash = uri.search(fragment)
  const at = hash === -1 ? uri.length : hash
  const target = read(uri.slice(0, at))
  if (target.includes('#')) return undefined
  const query = target.indexOf('?')
  if (query === -1) return { at, sign: '?' }
  const name = pair.slice(0, pair.indexOf('='))
  const taken = target.slice(query + 1).split('&').some(other => other === name || other.startsWith(`${name}=`))
  return taken ? undefined : { at, sign: '&' }
}
