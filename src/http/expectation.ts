import type { IncomingMessage, ServerResponse } from 'node:http'

const continued = new WeakSet<IncomingMessage>()

/** Whether the client waits for `100 Continue` before it sends its body (RFC 9110 section 10.1.1). */
export function awaitsContinue (request: IncomingMessage): boolean {
  // Other expectations never get here: Node sends them to 'checkExpectation'. HTTP/1.0 knows none.
  return request.headers.expect !== undefined && request.httpVersion === '1.1' && !continued.has(request)
}

/** Tells a client that waits for it to send its body, now that the request may pass. */
export function continueBody (request: IncomingMessage, response: ServerResponse): void {
  if (!awaitsContinue(request)) return
  continued.add(request)
  response.writeContinue()
}
