import type { IncomingMessage, ServerResponse } from 'node:http'
import { destroyAfterLinger, lingeringClose } from './lingering-close.js'

/**
 * Ends a response of the gate's own, whose head was written with its Content-Length. The gate discards the rest of an
 * unwanted request body: it never parses it as the next request, and never resets the connection while the client
 * still writes.
 */
export function endResponse (request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  if (request.complete || !hasBody(request)) {
    response.end(body)
    return
  }
  const { socket } = request
  request.resume()
  if (response.shouldKeepAlive) {
    response.end(body, () => { if (!request.complete) destroyAfterLinger(socket, request) })
    return
  }
  // Node destroys the connection after response.end(), which resets it. So the gate ends the connection itself.
  response.flushHeaders()
  response.write(body, () => {
    lingeringClose(socket)
    request.once('end', () => { socket.destroySoon() })
  })
}

function hasBody ({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}
