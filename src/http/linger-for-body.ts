import type { IncomingMessage, ServerResponse } from 'node:http'
import { awaitsContinue } from './expectation.js'

/** How long a refused body is read and thrown away, so that the refusal arrives and not a reset. */
export const LINGER_MS = 5000

/**
 * To be called before the head of an answer that does not want the request's body. A client that still
 * sends gets to read the answer: closing at once would reset the connection under it (RFC 9112 section
 * 9.6). Node throws the body away meanwhile, and it is never parsed as the next request.
 */
export function lingerForBody (request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return
  if (awaitsContinue(request)) {
    // Whether the body still comes is the client's choice, so nothing after it could be told apart.
    response.shouldKeepAlive = false
    return
  }
  const { socket } = request
  const timer = setTimeout(() => { socket.destroy() }, LINGER_MS)
  timer.unref()
  request.once('close', () => { clearTimeout(timer) })
}
