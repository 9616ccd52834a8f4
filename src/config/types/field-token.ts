import { kindOf, type Kind } from '../kind.js'

/** A `token` as RFC 9110 section 5.6.2 spells it: what may stand as a pseudonym in Via. */
export const fieldToken: Kind<string> = kindOf("a token of RFC 9110: letters, digits and !#$%&'*+-.^_`|~",
  text => /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text) ? text : undefined)
