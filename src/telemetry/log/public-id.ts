import { createHmac } from 'node:crypto'

/** Characters of base64url kept, 6 bits each. */
const LENGTH = 16

/**
 * The public name of a stream, made of its token: the same on every gate that shares the key, and of no
 * use for watching. Viewers are named the same way. The first 16 base64url characters of
 * HMAC-SHA-256(key, secret).
 */
export function publicId (tokenKey: string): (secret: string) => string {
  return secret => createHmac('sha256', tokenKey).update(secret).digest('base64url').slice(0, LENGTH)
}
