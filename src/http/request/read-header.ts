import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../../domain/refusal.js'

/** Longest session or device, in bytes. A JWT with many claims fits. */
export const HEADER_VALUE_MAX_BYTES = 4096

/**
 * Reads a field of ours that may stand once: undefined when it is absent or empty, a refusal when it is
 * there twice, too long, or holds anything but visible ASCII and inner spaces.
 *
 * @param name the field's name as clients know it, for example X-Stream-Session
 */
export function readHeader (request: IncomingMessage, name: string): string | Refusal | undefined {
  const values = request.headersDistinct[name.toLowerCase()]
  if (values === undefined) return undefined
  const [value] = values
  if (values.length > 1 || value === undefined) return { refused: 'malformed', detail: `${name} must be given once` }
  if (value === '') return undefined
  if (value.length > HEADER_VALUE_MAX_BYTES) return { refused: 'malformed', detail: `${name} is longer than ${HEADER_VALUE_MAX_BYTES} bytes` }
  for (let i = 0; i < value.length; i++) {
    const byte = value.charCodeAt(i)
    if (byte < 0x20 || byte > 0x7e) return { refused: 'malformed', detail: `${name} may hold visible ASCII characters only` }
  }
  return value
}
