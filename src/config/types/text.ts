import { typeOf, type OptionType } from '../option-type.js'

/** A `token` of RFC 9110 section 5.6.2, as a pseudonym in Via must be. */
export const httpToken: OptionType<string> = typeOf("a token of RFC 9110: letters, digits and !#$%&'*+-.^_`|~",
  text => /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text) ? text : undefined)

/** The name of a query parameter that needs no percent-encoding (RFC 3986 section 2.3). */
export const parameterName: OptionType<string> = typeOf('a name of letters, digits and -._~',
  text => /^[A-Za-z0-9._~-]+$/.test(text) ? text : undefined)

/** A path as in a request line (RFC 3986 section 3.3), not decoded or normalised. */
export const rawPath: OptionType<string> = typeOf('a path that starts with /, in visible ASCII characters without ? and #',
  text => /^\/[!"$->@-~]*$/.test(text) ? text : undefined)

/** Text on one line, not empty. */
export const nonEmptyText: OptionType<string> = typeOf('text on one line, not empty', text => /^[^\r\n\0]+$/.test(text) ? text : undefined)

/**
 * The prefix of all keys. Braces are refused: Redis Cluster would use the text between them as a hash tag and
 * put all viewers on one node.
 */
export const keyPrefix: OptionType<string> = typeOf('1 to 64 visible ASCII characters without { and }',
  text => /^[!-z|~]{1,64}$/.test(text) ? text : undefined)
