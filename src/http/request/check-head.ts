import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../../domain/refusal.js'
import { isHost } from './read-target.js'

const BAD_VERSION: Refusal = { refused: 'malformed', detail: 'unsupported version, use HTTP/1.1 or HTTP/1.0' }
const NO_HOST: Refusal = { refused: 'malformed', detail: 'Host must be sent exactly once' }
const BAD_HOST: Refusal = { refused: 'malformed', detail: 'Host must be a host name or an address, with an optional port' }
const BAD_CODING: Refusal = { refused: 'malformed', detail: 'unsupported Transfer-Encoding, use chunked alone' }

/**
 * Refuses what Node's parser accepts and a proxy must not: other versions of HTTP, a Host header that is missing,
 * repeated or malformed (RFC 9112 section 3.2), and transfer codings that the gate would not forward. Undefined: the
 * head is valid.
 */
export function checkHead (request: IncomingMessage): Refusal | undefined {
  // Node's parser accepts 0.9 and 2.0 too, with framing rules of its own.
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return BAD_VERSION
  const headers = request.rawHeaders
  let hosts = 0
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') {
      hosts++
      if (!isHost(headers[i + 1] as string)) return BAD_HOST
    }
  }
  // Host is optional in HTTP/1.0.
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) return NO_HOST
  const coding = request.headers['transfer-encoding']
  // HTTP/1.0 has no transfer codings, so that recipients disagree on the framing (RFC 9112 section 6.1).
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || request.httpVersion === '1.0')) return BAD_CODING
  return undefined
}
