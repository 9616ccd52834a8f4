import type { IncomingMessage } from 'node:http'
import type { CheckToken, Verdict } from '../domain/check-token.js'
import type { Refusal } from '../domain/refusal.js'

const MISSING: Refusal = { refused: 'token-missing' }
const TWICE: Refusal = { refused: 'malformed', detail: 'X-Stream-Token must be given once' }

/** Judges a request for video by its token. A verdict that needs no store comes without a promise. */
export function judgeRequest (check: CheckToken): (request: IncomingMessage) => Verdict | Promise<Verdict> {
  return request => {
    const token = request.headers['x-stream-token']
    if (token === undefined || token === '') return MISSING
    // Node joins duplicates by a comma; two tokens are never one stream, not even when they are equal.
    if (token.includes(',')) return TWICE
    return check(token as string)
  }
}
