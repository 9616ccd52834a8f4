import type { Duplex } from 'node:stream'

/** How long what a client still sends is read and thrown away, so that it gets the answer and not a reset. */
export const LINGER_MS = 5000

/**
 * Closes our side of a connection after what was written, and the whole of it once the client closes or its
 * time is up. Closing at once would reset the connection under an answer not yet read (RFC 9112 section 9.6).
 */
export function lingeringClose (socket: Duplex): void {
  socket.end()
  destroyAfterLinger(socket, socket)
}

/** Destroys a connection unless `awaited` closes in time. */
export function destroyAfterLinger (socket: Duplex, awaited: Duplex | NodeJS.ReadableStream): void {
  const timer = setTimeout(() => { socket.destroy() }, LINGER_MS)
  timer.unref()
  awaited.once('close', () => { clearTimeout(timer) })
}
