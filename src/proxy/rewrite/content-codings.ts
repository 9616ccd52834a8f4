import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** What the gate asks the upstream for. `deflate` is missing: servers send two incompatible formats under this name. */
const DECODABLE: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'identity'])

/** Removes from an Accept-Encoding the codings that the gate cannot decode, for a response that it has to read. */
export function decodableCodings (acceptEncoding: string): string {
  const codings = acceptEncoding.split(',').map(coding => coding.trim())
  const decodable = codings.filter(coding => DECODABLE.has(coding.split(';', 1)[0]?.trim().toLowerCase() ?? ''))
  // An empty header would accept any coding (RFC 9110 section 12.5.3).
  return decodable.length === 0 ? 'identity' : decodable.join(', ')
}

/**
 * Creates a decoder for a Content-Encoding (RFC 9110 section 8.4.1). Returns undefined for no coding, and 'unknown' for
 * one that the gate cannot decode, or for several.
 */
export function createDecoder (contentEncoding: string | undefined): Transform | 'unknown' | undefined {
  switch (contentEncoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity': return undefined
    case 'gzip':
    case 'x-gzip': return createGunzip()
    case 'deflate': return createInflate()
    case 'br': return createBrotliDecompress()
    default: return 'unknown'
  }
}
