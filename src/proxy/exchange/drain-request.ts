import type { IncomingMessage } from 'node:http'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'

/** How long the rest of a body is read and thrown away after its answer. */
export const DRAIN_MS = 10_000

/**
 * Lets a client that was answered early finish its upload, so that it reads the answer and not a reset
 * (RFC 9112 section 9.6), and the next request is found behind the body. Not for ever.
 */
export function drainRequest (request: IncomingMessage, clock: Clock): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const callOff = afterMs(clock, DRAIN_MS, () => { socket.destroy() })
  request.once('close', callOff).once('end', callOff).resume()
}
