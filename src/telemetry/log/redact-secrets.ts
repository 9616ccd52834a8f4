/** Of a token 8 digits stay, which name its viewer vaguely and hold nothing of its secret. */
const TOKENS = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const CREDENTIALS = /\b(bearer|basic) +[\w.~+/=-]+/gi
const FIELDS = /\b(x-stream-(?:session|token)|set-cookie|cookie|authorization|password)([' ]*[:=] *)[^\s"\\][^"\\]*/gi
const USERINFO = /(:\/\/)[^\s"\\/@]+@/g

/**
 * Takes out of a line of JSON what looks like a secret, wherever it stands. No pattern reaches over a
 * quote, so the line stays JSON. The second line of defence: the first is to write no secrets.
 */
export function redactSecrets (line: string): string {
  return line
    .replace(TOKENS, '$1-[redacted]')
    .replace(CREDENTIALS, '$1 [redacted]')
    .replace(FIELDS, '$1$2[redacted]')
    .replace(USERINFO, '$1[redacted]@')
}
