import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Exchange } from '../../domain/memory/known-stream.js'
import type { EndReason } from '../../domain/stream.js'

/** A response or a WebSocket that runs on a stream. Cutting it resets the client's connection. */
export class ClientExchange implements Exchange {
  #takenBytes: number
  #acknowledgedBytes: number | undefined
  readonly #socket: Socket
  readonly #onAborted: (reason: EndReason) => void
  readonly #unacknowledged: (socket: Socket) => number | undefined

  constructor (socket: Duplex, onAborted: (reason: EndReason) => void, unacknowledged: (socket: Socket) => number | undefined) {
    // Upgrades are typed as Duplex; a server's are sockets.
    this.#socket = socket as Socket
    this.#onAborted = onAborted
    this.#unacknowledged = unacknowledged
    this.#takenBytes = this.#connectionSource()
  }

  abort (reason: EndReason): void {
    this.#onAborted(reason)
    // By a reset: a plain close would let the kernel go on sending the megabytes that it has taken over, and
    // a message cut short must never look complete.
    this.#socket.resetAndDestroy()
  }

  hasProgressed (): boolean {
    const takenBytes = this.#connectionSource()
    if (takenBytes === this.#takenBytes) return false
    this.#takenBytes = takenBytes
    this.#acknowledgedBytes = undefined
    return true
  }

  isProgressing (): boolean {
    const unacknowledged = this.#unacknowledged(this.#socket)
    if (unacknowledged === undefined) return false
    const before = this.#acknowledgedBytes
    this.#acknowledgedBytes = this.#takenBytes - unacknowledged
    return before !== undefined && this.#acknowledgedBytes > before
  }

  /** What the client has sent, and what of ours the kernel has taken over for it. */
  #connectionSource (): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten - this.#socket.writableLength
  }
}
