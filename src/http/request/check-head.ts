import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../../domain/refusal.js'
import { isHost } from './read-target.js'

const BAD_VERSION: Refusal = { refused: 'malformed', detail: 'only HTTP/1.1 and HTTP/1.0 are spoken here' }
const NO_HOST: Refusal = { refused: 'malformed', detail: 'Host must be given exactly once' }
const BAD_HOST: Refusal = { refused: 'malformed', detail: 'Host is not a host' }
const BAD_CODING: Refusal = { refused: 'malformed', detail: 'Transfer-Encoding must be chunked and nothing else' }

/**
 * What Node's parser lets through and a proxy must not: other versions of HTTP, Host missing, twice or
 * malformed (RFC 9112 section 3.2), and transfer codings that would be lost on the way. Undefined when all is well.
 */
export function checkHead (request: IncomingMessage): Refusal | undefined {
  // Node's parser takes 0.9 and 2.0 as well, and frames them as it likes.
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return BAD_VERSION
  const fields = request.rawHeaders
  let hosts = 0
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') {
      hosts++
      if (!isHost(fields[i + 1] as string)) return BAD_HOST
    }
  }
  // HTTP/1.0 knows no Host.
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) return NO_HOST
  const coding = request.headers['transfer-encoding']
  // HTTP/1.0 knows no codings: its framing would be anybody's guess (RFC 9112 section 6.1).
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || request.httpVersion === '1.0')) return BAD_CODING
  return undefined
}
