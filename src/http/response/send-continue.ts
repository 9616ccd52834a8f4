import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Sends 100 Continue to a client that waits for it before its body, once the request is admitted (RFC 9110 section
 * 10.1.1). Node routes other expectations to 'checkExpectation'. HTTP/1.0 has no expectations.
 */
export function sendContinue (request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue()
}
