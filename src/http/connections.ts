import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** The connections of one server and the answers that run on them. */
export class Connections {
  readonly #open = new Set<Socket>()
  readonly #answers = new Map<Duplex, number>()
  readonly #closing = new WeakSet<Duplex>()

  constructor (server: Server) {
    server.on('connection', (socket: Socket) => {
      // A connection that was handed back comes here again.
      if (this.#open.has(socket)) return
      this.#open.add(socket)
      socket.once('close', () => { this.#open.delete(socket) })
    })
  }

  /** Notes that an answer runs on its connection until the response closes. */
  answering (socket: Duplex, response: ServerResponse): void {
    this.#answers.set(socket, (this.#answers.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (this.#answers.get(socket) ?? 1) - 1
      if (left > 0) {
        this.#answers.set(socket, left)
        return
      }
      this.#answers.delete(socket)
      if (this.#closing.has(socket)) socket.end(() => { socket.destroy() })
    })
  }

  isAnswering (socket: Duplex): boolean {
    return this.#answers.has(socket)
  }

  closeAfterAnswer (socket: Duplex): void {
    this.#closing.add(socket)
  }

  /** Destroys every connection, upgraded ones too, which Node's closeAllConnections forgets. */
  destroyAll (): void {
    for (const socket of this.#open) socket.destroy()
  }

  get size (): number {
    return this.#open.size
  }
}
