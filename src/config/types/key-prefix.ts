import { kindOf, type Kind } from '../kind.js'

/**
 * What stands before every key. Braces are refused: Redis Cluster would take what is between them for a
 * hash tag and put all viewers on one node.
 */
export const keyPrefix: Kind<string> = kindOf('1 to 64 visible ASCII characters without { and }',
  text => /^[!-z|~]{1,64}$/.test(text) ? text : undefined)
