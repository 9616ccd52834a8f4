import type { Duplex } from 'node:stream'

/** How long the gate reads and discards what a client still sends, so that the client gets the response and not a reset. */
export const LINGER_MS = 5000

/**
 * Closes our side of a connection after what was written, and the whole connection once the client closes its side
 * or `LINGER_MS` pass. An immediate close would reset the connection before the client has read the response
 * (RFC 9112 section 9.6).
 */
export function lingeringClose (socket: Duplex): void {
  socket.end()
  destroyAfterLinger(socket, socket)
}

/** Destroys a connection unless `awaited` closes within `LINGER_MS`. */
export function destroyAfterLinger (socket: Duplex, awaited: Duplex | NodeJS.ReadableStream): void {
  const timer = setTimeout(() => { socket.destroy() }, LINGER_MS)
  timer.unref()
  awaited.once('close', () => { clearTimeout(timer) })
}
