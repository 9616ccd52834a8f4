/** Removes user and password from a URL, whether or not it is well formed. */
export function redactUser (text: string): string {
  return text.replace(/^([a-z]+:\/+)?.*@/is, '$1***@')
}
