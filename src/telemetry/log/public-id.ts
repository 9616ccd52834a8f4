import { createHmac } from 'node:crypto'

/** Length in base64url characters of 6 bits. */
const LENGTH = 16

/**
 * The public id of a stream, derived from its token: the same on all gates that share the key, and useless for
 * watching. Viewers get an id in the same way: the first 16 base64url characters of HMAC-SHA-256(key, secret).
 */
export function publicId (tokenKey: string): (secret: string) => string {
  return secret => createHmac('sha256', tokenKey).update(secret).digest('base64url').slice(0, LENGTH)
}
