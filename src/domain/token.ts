import type { Token } from './stream.js'

/** The parts of a token. */
export interface TokenParts {
  /** The token in canonical form: lower case, version 4. */
  readonly token: Token
  /** 16 hexadecimal digits that identify the viewer: 62 free bits and the two variant bits. */
  readonly viewerTag: string
  /** 15 hexadecimal digits, 60 random bits: the secret that identifies the stream among those of the viewer. */
  readonly secret: string
}

// Hexadecimal groups of 8-4-4-4-12 digits, the shape of RFC 9562 section 4.
const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Parses a token; undefined when the text is not shaped as a UUID. Accepts any UUID: one that no gate minted has a
 * viewer and a secret that do not exist, and is refused as unknown.
 */
export function parseToken (text: string): TokenParts | undefined {
  if (text.length !== 36) return undefined
  const lower = text.toLowerCase()
  if (!UUID_SHAPE.test(lower)) return undefined
  // The version digit (14) is skipped; the variant digit (19) carries the last two bits of the tag.
  const viewerTag = lower.slice(0, 8) + lower.slice(9, 13) + lower.slice(15, 18) + lower.slice(19, 20)
  const secret = lower.slice(20, 23) + lower.slice(24, 36)
  // Normalize the version digit: under another one, the stream would be cached a second time, and that entry would
  // miss its end.
  return { token: composeToken(viewerTag, secret), viewerTag, secret }
}

/**
 * Composes a token from its parts; the inverse of `parseToken`.
 *
 * @param viewerTag 16 hexadecimal digits, the last one of 8, 9, a, b
 * @param secret 15 hexadecimal digits
 */
export function composeToken (viewerTag: string, secret: string): Token {
  return viewerTag.slice(0, 8) + '-' + viewerTag.slice(8, 12) + '-4' + viewerTag.slice(12, 15) +
    '-' + viewerTag.slice(15, 16) + secret.slice(0, 3) + '-' + secret.slice(3, 15)
}
