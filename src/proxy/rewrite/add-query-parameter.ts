/** How URIs are written in a kind of text. */
export interface UriSyntax {
  /** Returns the URI that a piece of text stands for. */
  readonly decode: (text: string) => string
  /** Matches the `#` that begins a fragment. */
  readonly fragment: RegExp
}

export const PLAIN_SYNTAX: UriSyntax = { decode: text => text, fragment: /#/ }

/**
 * Adds a query parameter to a URI, before its fragment. Returns the URI unchanged if it has one of that name.
 *
 * @param parameter as `name=value`
 */
export function addQueryParameter (uri: string, parameter: string): string {
  const insertion = findInsertionPoint(uri, parameter, PLAIN_SYNTAX)
  return insertion === undefined ? uri : uri.slice(0, insertion.at) + insertion.separator + parameter + uri.slice(insertion.at)
}

/**
 * Finds where to insert a query parameter, and the separator before it. Returns undefined when the URI has a parameter
 * of that name, which the gate would read as a second token, or when it is unclear where its fragment begins.
 */
export function findInsertionPoint (uri: string, parameter: string, { decode, fragment }: UriSyntax): { at: number, separator: '?' | '&' } | undefined {
  const hash = uri.search(fragment)
  const at = hash === -1 ? uri.length : hash
  const target = decode(uri.slice(0, at))
  if (target.includes('#')) return undefined
  const query = target.indexOf('?')
  if (query === -1) return { at, separator: '?' }
  const name = parameter.slice(0, parameter.indexOf('='))
  const isPresent = target.slice(query + 1).split('&').some(other => other === name || other.startsWith(`${name}=`))
  return isPresent ? undefined : { at, separator: '&' }
}
