import type { ServerResponse } from 'node:http'

/**
 * Ends a client's connection amid a response, so that the message is visibly cut short.
 *
 * @param delimitedByClose the response has neither length nor chunks: an orderly close would complete it,
 *   only a reset tells
 */
export function abortResponse (response: ServerResponse, delimitedByClose: boolean): void {
  // Behind others on its connection it has no socket yet, and is destroyed when it gets one.
  if (delimitedByClose && response.socket !== null) response.socket.resetAndDestroy()
  else response.destroy()
}
