import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Exchange, KnownStream } from '../../domain/memory/known-stream.js'
import type { EndReason } from '../../domain/stream.js'
import type { Client } from './admit-client.js'

/** Bytes of a connection that its client has not acknowledged; undefined where the system does not report them. */
type Unacknowledged = (socket: Socket) => number | undefined

/** Attaches an exchange to its stream until `lifetime` closes: when the stream ends before that, the exchange is aborted. */
export function attachExchange ({ attach, watched, unacknowledged, observe }: {
  attach: (known: KnownStream, exchange: Exchange) => () => void
  /** Collects the connections that have carried a stream. */
  watched: { add: (socket: Duplex) => unknown }
  unacknowledged: Unacknowledged
  observe: { aborted: (reason: EndReason, known: KnownStream) => void }
}): (known: KnownStream, socket: Duplex, lifetime: Pick<Client['lifetime'], 'once'>) => void {
  return (known, socket, lifetime) => {
    watched.add(socket)
    lifetime.once('close', attach(known, new ClientExchange(socket, reason => { observe.aborted(reason, known) }, unacknowledged)))
  }
}

/** A response or a WebSocket of a stream. Aborting it resets the client's connection. */
export class ClientExchange implements Exchange {
  #progressBytes: number
  #acknowledgedBytes: number | undefined
  readonly #socket: Socket
  readonly #onAborted: (reason: EndReason) => void
  readonly #unacknowledged: Unacknowledged

  constructor (socket: Duplex, onAborted: (reason: EndReason) => void, unacknowledged: Unacknowledged) {
    // Node types the connection of an upgrade as Duplex; a server's is a socket.
    this.#socket = socket as Socket
    this.#onAborted = onAborted
    this.#unacknowledged = unacknowledged
    this.#progressBytes = this.#transferredBytes()
  }

  abort (reason: EndReason): void {
    this.#onAborted(reason)
    // A reset: after a plain close the kernel would still send the megabytes in its buffer, and a truncated
    // message must never look complete.
    this.#socket.resetAndDestroy()
  }

  hasProgressed (): boolean {
    const transferredBytes = this.#transferredBytes()
    if (transferredBytes === this.#progressBytes) return false
    this.#progressBytes = transferredBytes
    this.#acknowledgedBytes = undefined
    return true
  }

  isProgressing (): boolean {
    const unacknowledged = this.#unacknowledged(this.#socket)
    if (unacknowledged === undefined) return false
    const before = this.#acknowledgedBytes
    this.#acknowledgedBytes = this.#progressBytes - unacknowledged
    return before !== undefined && this.#acknowledgedBytes > before
  }

  /** Bytes received from the client, and bytes handed to the kernel for it. */
  #transferredBytes (): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten - this.#socket.writableLength
  }
}
