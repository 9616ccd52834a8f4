import type { ServerResponse } from 'node:http'

/**
 * Closes the client's connection in the middle of a response, so that the client can see that it is incomplete.
 *
 * @param isCloseDelimited the response has neither a length nor chunks: a regular close would complete it, only a
 *   reset shows that it is incomplete
 */
export function abortResponse (response: ServerResponse, isCloseDelimited: boolean): void {
  // A pipelined response that is not first in line has no socket yet; it is destroyed when it gets one.
  if (isCloseDelimited && response.socket !== null) response.socket.resetAndDestroy()
  else response.destroy()
}
