import { createHmac } from 'node:crypto'
import type { Viewer } from '../domain/stream.js'

/**
 * Computes the tag that identifies a viewer in keys and tokens: 62 bits of HMAC-SHA-256, as 15 hexadecimal digits
 * and one of 8, 9, a, b. Gates with the same key compute the same tag.
 */
export function tagViewer (tokenKey: string): (viewer: Viewer) => string {
  return viewer => {
    const digits = createHmac('sha256', tokenKey).update(viewer).digest('hex')
    // The last digit is the variant digit of the UUID (RFC 9562 section 4.1), which has only two free bits.
    return digits.slice(0, 15) + '89ab'.charAt(parseInt(digits.charAt(15), 16) & 3)
  }
}
