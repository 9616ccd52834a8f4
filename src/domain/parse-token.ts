import { composeToken } from './compose-token.js'
import type { Token } from './stream.js'

/** A token in its parts. */
export interface TokenParts {
  /** The token as every map and key spells it: lower case, version 4. */
  readonly token: Token
  /** 16 hexadecimal digits that name the viewer: 62 free bits and the two variant bits. */
  readonly viewerTag: string
  /** 15 hexadecimal digits, 60 random bits: the secret that names the stream among the viewer's. */
  readonly secret: string
}

// Hexadecimal groups of 8-4-4-4-12 digits, the shape of RFC 9562 section 4.
const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Takes a token apart; undefined when the text is not shaped as a UUID. Any UUID is accepted: one that
 * no gate minted names a viewer and a secret that do not exist, and is refused as unknown.
 */
export function parseToken (text: string): TokenParts | undefined {
  if (text.length !== 36) return undefined
  const lower = text.toLowerCase()
  if (!UUID_SHAPE.test(lower)) return undefined
  // The version digit (14) is skipped; the variant digit (19) carries the last two bits of the tag.
  const viewerTag = lower.slice(0, 8) + lower.slice(9, 13) + lower.slice(15, 18) + lower.slice(19, 20)
  const secret = lower.slice(20, 23) + lower.slice(24, 36)
  // One stream, one spelling: under another version digit it would be remembered once more, and that
  // memory would not hear of its end.
  return { token: composeToken(viewerTag, secret), viewerTag, secret }
}
