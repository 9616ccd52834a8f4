import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../../domain/refusal.js'

/** Maximum length of a header value, in bytes. A JWT with many claims fits. */
export const HEADER_VALUE_MAX_BYTES = 4096

/**
 * Reads one of the gate's own headers. Undefined when it is absent or empty. A refusal when it is repeated, too long,
 * or contains anything but visible ASCII and inner spaces.
 *
 * @param name the header's name in its documented spelling, for example X-Stream-Session
 */
export function readHeader (request: IncomingMessage, name: string): string | Refusal | undefined {
  const values = request.headersDistinct[name.toLowerCase()]
  if (values === undefined) return undefined
  const [value] = values
  if (values.length > 1 || value === undefined) return { refused: 'malformed', detail: `${name} must be sent once` }
  if (value === '') return undefined
  if (value.length > HEADER_VALUE_MAX_BYTES) return { refused: 'malformed', detail: `${name} is longer than ${HEADER_VALUE_MAX_BYTES} bytes` }
  for (let i = 0; i < value.length; i++) {
    const byte = value.charCodeAt(i)
    if (byte < 0x20 || byte > 0x7e) return { refused: 'malformed', detail: `${name} may contain visible ASCII characters only` }
  }
  return value
}
