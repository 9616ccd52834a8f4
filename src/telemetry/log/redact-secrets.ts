/** The first 8 digits of a token are kept: they hint at its viewer and contain nothing of its secret. */
const TOKENS = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const CREDENTIALS = /\b(bearer|basic) +[\w.~+/=-]+/gi
const FIELDS = /\b(x-stream-(?:session|token)|set-cookie|cookie|authorization|password)([' ]*[:=] *)[^\s"\\][^"\\]*/gi
const USERINFO = /(:\/\/)[^\s"\\/@]+@/g

/**
 * Redacts everything in a line of JSON that looks like a secret. No pattern matches across a quote, so the line stays
 * valid JSON. This is the second line of defence; the first is to log no secrets.
 */
export function redactSecrets (line: string): string {
  return line
    .replace(TOKENS, '$1-[redacted]')
    .replace(CREDENTIALS, '$1 [redacted]')
    .replace(FIELDS, '$1$2[redacted]')
    .replace(USERINFO, '$1[redacted]@')
}
