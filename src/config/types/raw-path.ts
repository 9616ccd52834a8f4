import { kindOf, type Kind } from '../kind.js'

/** A path as it stands on a request line, RFC 3986 section 3.3: nothing is decoded or normalised. */
export const rawPath: Kind<string> = kindOf('a path that starts with / and has no query, blank or character outside ASCII',
  text => /^\/[!"$->@-~]*$/.test(text) ? text : undefined)
