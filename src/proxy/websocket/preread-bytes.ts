import type { Socket } from 'node:net'

/** Beyond this many bytes reading is paused: the client has to wait, and its disconnect is noticed late. */
export const PREREAD_MAX_BYTES = 65_536

/**
 * Bytes that a client sends before the response to its handshake. They are read, because a disconnect behind unread
 * bytes would not be noticed, and kept for the tunnel.
 */
export class PrereadBytes {
  readonly #socket: Socket
  #chunks: Buffer[] = []
  #bytes = 0

  /** @param head bytes that were read with the request */
  constructor (socket: Socket, head: Buffer) {
    this.#socket = socket
    this.#keep(head)
    socket.on('data', this.#onData)
  }

  /** Puts the bytes back into the socket for its next reader, and pauses it. */
  unread (): void {
    this.#socket.off('data', this.#onData).pause()
    if (this.#bytes > 0) this.#socket.unshift(Buffer.concat(this.#chunks))
    this.#chunks = []
  }

  /** Discards the bytes and all that follow. */
  discard (): void {
    this.#socket.off('data', this.#onData).resume()
    this.#chunks = []
  }

  #keep (chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#keep(chunk)
    if (this.#bytes > PREREAD_MAX_BYTES) this.#socket.pause()
  }
}
