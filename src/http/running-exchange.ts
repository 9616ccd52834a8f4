import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Exchange } from '../domain/known-stream.js'
import type { EndReason } from '../domain/stream.js'

/** A response or a WebSocket that runs on a stream. Cutting it destroys the client's connection. */
export class RunningExchange implements Exchange {
  seenBytes: number
  readonly #socket: Socket
  readonly #onCut: (reason: EndReason) => void

  constructor (socket: Duplex, onCut: (reason: EndReason) => void) {
    // Upgrades are typed as Duplex; over TCP and TLS they are sockets.
    this.#socket = socket as Socket
    this.#onCut = onCut
    this.seenBytes = this.takenBytes()
  }

  cut (reason: EndReason): void {
    this.#onCut(reason)
    // A message cut short must never look complete: no end, no terminating chunk.
    this.#socket.destroy()
  }

  /** What the client has sent, and what of ours its side has taken; bytes waiting in this process do not count. */
  takenBytes (): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten - this.#socket.writableLength
  }
}
