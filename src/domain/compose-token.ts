import type { Token } from './stream.js'

/**
 * Spells a token from its parts, the inverse of `parseToken`.
 *
 * @param viewerTag 16 hexadecimal digits, the last one of 8, 9, a, b
 * @param secret 15 hexadecimal digits
 */
export function composeToken (viewerTag: string, secret: string): Token {
  return viewerTag.slice(0, 8) + '-' + viewerTag.slice(8, 12) + '-4' + viewerTag.slice(12, 15) +
    '-' + viewerTag.slice(15, 16) + secret.slice(0, 3) + '-' + secret.slice(3, 15)
}
