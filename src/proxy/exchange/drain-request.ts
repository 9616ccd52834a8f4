import type { IncomingMessage } from 'node:http'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'

/** How long the rest of a request body is read and discarded after the response. */
export const DRAIN_MS = 10_000

/**
 * Discards the rest of an upload whose response was sent early, for at most DRAIN_MS. The client then reads the
 * response instead of a reset (RFC 9112 section 9.6), and the next request is found after the body.
 */
export function drainRequest (request: IncomingMessage, clock: Clock): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const cancelTimeout = afterMs(clock, DRAIN_MS, () => { socket.destroy() })
  request.once('close', cancelTimeout).once('end', cancelTimeout).resume()
}
