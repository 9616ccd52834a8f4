import type { Token } from '../../domain/stream.js'

/** How the cookie with the token is set (RFC 6265 section 4.1). */
export interface TokenCookieOptions {
  readonly name: string
  /** Browsers send it below this path alone. */
  readonly path: string
  readonly sameSite: 'lax' | 'strict' | 'none'
}

const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const

/**
 * Composes Set-Cookie for a token, or for none, which takes it away. It lives as long as the browser does,
 * for traffic renews the stream and not the cookie.
 *
 * @param encrypted whether the client came over TLS: then the cookie does not travel without
 */
export function setTokenCookie ({ name, path, sameSite }: TokenCookieOptions): (token: Token | undefined, encrypted: boolean) => string {
  // Browsers take none of these without Secure.
  const alwaysSecure = sameSite === 'none' || /^__(?:Host|Secure)-/i.test(name)
  // Partitioned: one for each site whose pages play. Browsers that block the cookies of other sites take these.
  const partitioned = sameSite === 'none' ? '; Partitioned' : ''
  const attributes = `; Path=${path.replaceAll(';', '%3B')}; HttpOnly; SameSite=${SAME_SITE[sameSite]}${partitioned}`

  return (token, encrypted) =>
    `${name}=${token ?? ''}${attributes}${alwaysSecure || encrypted ? '; Secure' : ''}${token === undefined ? '; Max-Age=0' : ''}`
}
