import { typeOf, type OptionType } from '../option-type.js'

/** A `token` as RFC 9110 section 5.6.2 spells it: what may stand as a pseudonym in Via. */
export const fieldToken: OptionType<string> = typeOf("a token of RFC 9110: letters, digits and !#$%&'*+-.^_`|~",
  text => /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text) ? text : undefined)

/** The name of a query parameter that needs no percent-encoding (RFC 3986 section 2.3). */
export const parameterName: OptionType<string> = typeOf('a name of letters, digits and -._~',
  text => /^[A-Za-z0-9._~-]+$/.test(text) ? text : undefined)

/** A path as it stands on a request line, RFC 3986 section 3.3: nothing is decoded or normalised. */
export const rawPath: OptionType<string> = typeOf('a path that starts with /, in visible ASCII characters without ? and #',
  text => /^\/[!"$->@-~]*$/.test(text) ? text : undefined)

/** Any text but none, on one line. */
export const someText: OptionType<string> = typeOf('text on one line, not empty', text => /^[^\r\n\0]+$/.test(text) ? text : undefined)

/**
 * What stands before every key. Braces are refused: Redis Cluster would take what is between them for a
 * hash tag and put all viewers on one node.
 */
export const keyPrefix: OptionType<string> = typeOf('1 to 64 visible ASCII characters without { and }',
  text => /^[!-z|~]{1,64}$/.test(text) ? text : undefined)
