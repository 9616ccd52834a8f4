import type { IncomingMessage, ServerResponse } from 'node:http'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Token } from '../../domain/stream.js'
import { parseToken } from '../../domain/token.js'
import { readHeader } from '../request/read-header.js'
import { readSmallBody } from '../request/read-small-body.js'
import type { Responder } from '../response/respond.js'
import { sendContinue } from '../response/send-continue.js'

export const RELEASE_METHODS = 'POST, OPTIONS'

/** Maximum length of the body; a token in a form or in JSON is much shorter. */
export const RELEASE_BODY_MAX_BYTES = 1024

const TOO_LONG: Refusal = { refused: 'malformed', detail: `the body is longer than ${RELEASE_BODY_MAX_BYTES} bytes or incomplete` }
const NO_TOKEN: Refusal = { refused: 'malformed', detail: 'the body has no valid token: send the UUID from /streams as text, as {"token":"…"} or as token=…' }
const DIFFERENT: Refusal = { refused: 'malformed', detail: 'the request has two different tokens' }

/**
 * Releases a stream by its token alone, for pages that are closing: all they can still send is a request of
 * `navigator.sendBeacon`, which has a body but no headers of its own.
 */
export function releaseEndpoint ({ release, responder }: {
  /** Rejects with the store's `Fault`. */
  release: (request: { viewer: undefined, token: Token }) => Promise<{ released: boolean } | Refusal>
  responder: Responder
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method === 'OPTIONS') {
      responder.sendNothing(response, ['Allow', RELEASE_METHODS])
      return
    }
    const outcome = await act(request, response)
    if (response.destroyed) return
    if (isRefusal(outcome)) responder.refuse(request, response, outcome)
    else responder.sendNothing(response)
  }

  async function act (request: IncomingMessage, response: ServerResponse): Promise<{ released: boolean } | Refusal> {
    if (request.method !== 'POST') return { refused: 'method-not-allowed', allow: RELEASE_METHODS }
    const inHeader = readHeader(request, 'X-Stream-Token')
    if (typeof inHeader === 'object') return inHeader
    sendContinue(request, response)
    const body = await readSmallBody(request, RELEASE_BODY_MAX_BYTES)
    if (body === undefined) return TOO_LONG
    const inBody = tokenIn(body.trim())
    const text = inHeader ?? inBody
    if (text === '') return { refused: 'token-missing' }
    const token = parseToken(text)?.token
    if (token === undefined) return NO_TOKEN
    if (inHeader !== undefined && inBody !== '' && parseToken(inBody)?.token !== token) return DIFFERENT
    return await release({ viewer: undefined, token })
  }
}

/** The text of the token in a body. Ignores the content type, because the page chooses the type of a beacon. */
function tokenIn (body: string): string {
  if (body.startsWith('{')) {
    try {
      const { token } = JSON.parse(body) as { token?: unknown }
      return typeof token === 'string' ? token : body
    } catch {
      return body
    }
  }
  return body.includes('=') ? new URLSearchParams(body).get('token') ?? body : body
}
