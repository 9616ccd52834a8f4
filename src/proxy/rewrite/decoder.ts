import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/**
 * What decodes a Content-Encoding (RFC 9110 section 8.4.1): undefined for none, 'unknown' for one that cannot
 * be decoded here, or for several.
 */
export function decoder (contentEncoding: string | undefined): Transform | 'unknown' | undefined {
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
