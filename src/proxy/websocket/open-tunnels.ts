import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import { closeGracefully } from './close-gracefully.js'

/** The open WebSockets. */
export class OpenTunnels {
  readonly #clock: Clock
  readonly #closers = new Map<Socket, () => void>()
  #closing = false

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /** Adds a tunnel whose sockets were piped together in this tick. It is closed immediately if the others were closed before. */
  add (client: Socket, upstream: Socket): void {
    const close = closeGracefully({ client, upstream, clock: this.#clock })
    if (this.#closing) return close()
    this.#closers.set(client, close)
    client.once('close', () => { this.#closers.delete(client) })
  }

  /** Starts closing all tunnels, and those that are added later. Returns immediately. */
  closeGracefully (): void {
    this.#closing = true
    for (const close of this.#closers.values()) close()
    this.#closers.clear()
  }
}
