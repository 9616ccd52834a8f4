import type { Socket } from 'node:net'

/** So much is taken of it. Beyond, the client has to wait, and that it leaves shows late. */
export const PREREAD_MAX_BYTES = 65_536

/**
 * What a client sends before its handshake is answered. It has to be taken off the connection: behind what lies
 * there unread, nobody sees that the client has left.
 */
export class PrereadBytes {
  readonly #socket: Socket
  #pieces: Buffer[] = []
  #bytes = 0

  /** @param head what has been taken off already */
  constructor (socket: Socket, head: Buffer) {
    this.#socket = socket
    this.#keep(head)
    socket.on('data', this.#take)
  }

  /** Puts it back for whoever reads the connection next; nothing is read until then. */
  unread (): void {
    this.#socket.off('data', this.#take).pause()
    if (this.#bytes > 0) this.#socket.unshift(Buffer.concat(this.#pieces))
    this.#pieces = []
  }

  /** Throws it away, and all that follows. */
  drop (): void {
    this.#socket.off('data', this.#take).resume()
    this.#pieces = []
  }

  #keep (piece: Buffer): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#bytes += piece.length
  }

  readonly #take = (piece: Buffer): void => {
    this.#keep(piece)
    if (this.#bytes > PREREAD_MAX_BYTES) this.#socket.pause()
  }
}
