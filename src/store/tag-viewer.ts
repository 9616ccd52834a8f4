import { createHmac } from 'node:crypto'
import type { Viewer } from '../domain/stream.js'

/**
 * Names a viewer in keys and tokens: 62 bits of HMAC-SHA-256 as 15 hexadecimal digits and one of
 * 8, 9, a, b. The same on all gates that share the key.
 */
export function tagViewer (tokenKey: string): (viewer: Viewer) => string {
  return viewer => {
    const digits = createHmac('sha256', tokenKey).update(viewer).digest('hex')
    // The last digit stands where a UUID has its variant (RFC 9562 section 4.1): only two bits are free.
    return digits.slice(0, 15) + '89ab'.charAt(parseInt(digits.charAt(15), 16) & 3)
  }
}
