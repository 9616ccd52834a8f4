import type { Token } from '../../domain/stream.js'
import type { TokenCookie } from '../../ports/token-cookie.js'

const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const

/**
 * Composes Set-Cookie for a token; without a token it deletes the cookie. The cookie lives until the browser closes,
 * because requests renew the stream and not the cookie.
 *
 * @param isSecure whether the client uses TLS: then browsers send the cookie over TLS only
 */
export function setTokenCookie ({ name, path, sameSite }: TokenCookie): (token: Token | undefined, isSecure: boolean) => string {
  // Browsers reject these without Secure.
  const alwaysSecure = sameSite === 'none' || /^__(?:Host|Secure)-/i.test(name)
  // Partitioned: one cookie for each embedding site. Browsers that block third-party cookies accept these.
  const partitioned = sameSite === 'none' ? '; Partitioned' : ''
  const attributes = `; Path=${path.replaceAll(';', '%3B')}; HttpOnly; SameSite=${SAME_SITE[sameSite]}${partitioned}`

  return (token, isSecure) =>
    `${name}=${token ?? ''}${attributes}${alwaysSecure || isSecure ? '; Secure' : ''}${token === undefined ? '; Max-Age=0' : ''}`
}
