import type { IncomingMessage, ServerResponse } from 'node:http'
import { lingeringClose, destroyAfterLinger } from './lingering-close.js'

/**
 * Ends an answer of the gate's own, whose head was written with its Content-Length. What the client still
 * sends of a body that nobody wants is thrown away: never parsed as the next request, never answered by a
 * reset while the client is still writing.
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
  // Node would destroy the connection at the end of the response, and so reset it: the end is ours to make.
  response.flushHeaders()
  response.write(body, () => {
    lingeringClose(socket)
    request.once('end', () => { socket.destroySoon() })
  })
}

function hasBody ({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}
