const READABLE: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'identity'])

/**
 * What of an Accept-Encoding is asked of the upstream where the gate has to read what comes. Left out is what
 * it cannot decode, and `deflate`, of which there are two kinds.
 */
export function decodableCodings (acceptEncoding: string): string {
  const codings = acceptEncoding.split(',').map(coding => coding.trim())
  const readable = codings.filter(coding => READABLE.has(coding.split(';', 1)[0]?.trim().toLowerCase() ?? ''))
  // Nothing at all would ask for any (RFC 9110 section 12.5.3).
  return readable.length === 0 ? 'identity' : readable.join(', ')
}
