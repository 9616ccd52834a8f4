/** Attributes of the token cookie (RFC 6265 section 4.1). */
export interface TokenCookie {
  readonly name: string
  /** Browsers send the cookie to this path and below. */
  readonly path: string
  readonly sameSite: 'lax' | 'strict' | 'none'
}
