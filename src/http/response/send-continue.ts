import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Tells a client that waits for it to send its body, now that the request may pass (RFC 9110 section 10.1.1).
 * Other expectations never get here: Node sends them to 'checkExpectation'. HTTP/1.0 knows none.
 */
export function sendContinue (request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue()
}
