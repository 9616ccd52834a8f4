import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import { closeGracefully } from './close-gracefully.js'

/** The WebSockets that are open. */
export class OpenTunnels {
  readonly #clock: Clock
  readonly #leave = new Map<Socket, () => void>()
  #leaving = false

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /** Takes in a tunnel whose ends were piped together in this tick; one that comes too late is left at once. */
  joined (client: Socket, upstream: Socket): void {
    const leave = closeGracefully({ client, upstream, clock: this.#clock })
    if (this.#leaving) return leave()
    this.#leave.set(client, leave)
    client.once('close', () => { this.#leave.delete(client) })
  }

  /** Leaves all of them, and those to come. Returns at once. */
  leave (): void {
    this.#leaving = true
    for (const leave of this.#leave.values()) leave()
    this.#leave.clear()
  }
}
