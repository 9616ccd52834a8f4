import { kindOf, type Kind } from '../kind.js'

/** The name of a query parameter that needs no percent-encoding (RFC 3986 section 2.3). */
export const parameterName: Kind<string> = kindOf('a name of letters, digits and -._~',
  text => /^[A-Za-z0-9._~-]+$/.test(text) ? text : undefined)
