import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const NONE: ReadonlySet<ServerResponse> = new Set()

/** The connections of one server and the answers that run on them. */
export class Connections {
  readonly #open = new Set<Socket>()
  readonly #answers = new WeakMap<Duplex, Set<ServerResponse>>()
  readonly #afterwards = new WeakMap<Duplex, () => void>()
  #onNone = (): void => {}

  constructor (server: Server) {
    server.on('connection', (socket: Socket) => {
      // A connection that was handed back comes here again.
      if (this.#open.has(socket)) return
      this.#open.add(socket)
      socket.once('close', () => {
        this.#open.delete(socket)
        this.#dropQueued(socket)
        if (this.#open.size === 0) this.#onNone()
      })
    })
  }

  /** The connections there are, upgraded ones included. */
  get open (): ReadonlySet<Socket> {
    return this.#open
  }

  /** Resolves once there is no connection. */
  async allClosed (): Promise<void> {
    while (this.#open.size > 0) await new Promise<void>(resolve => { this.#onNone = resolve })
  }

  /** Notes that an answer runs on its connection until the response closes. */
  track (socket: Duplex, response: ServerResponse): void {
    const answers = this.#keptFor(socket).add(response)
    response.on('close', () => {
      answers.delete(response)
      if (answers.size > 0) return
      this.#afterwards.get(socket)?.()
      this.#afterwards.delete(socket)
    })
  }

  /** The answers that run on a connection, in the order of their requests. */
  responsesOn (socket: Duplex): ReadonlySet<ServerResponse> {
    return this.#answers.get(socket) ?? NONE
  }

  /**
   * Whether an answer that runs on the connection is its last. What a client sends after the request to it
   * must not be processed (RFC 9112 section 9.6).
   */
  isEnding (socket: Duplex): boolean {
    for (const { shouldKeepAlive } of this.responsesOn(socket)) if (!shouldKeepAlive) return true
    return false
  }

  /** Runs `task` once no answer runs on the connection any more, at once if none does; only the last task given. */
  afterResponses (socket: Duplex, task: () => void): void {
    if (this.responsesOn(socket).size > 0) this.#afterwards.set(socket, task)
    else task()
  }

  /** Makes the newest answer of each connection its last, unless that one has begun and says otherwise. */
  closeAfterResponse (): void {
    for (const socket of this.#open) {
      const newest = [...this.responsesOn(socket)].at(-1)
      if (newest?.headersSent === false) newest.shouldKeepAlive = false
    }
  }

  /** Destroys connections that nothing was ever asked on; Node counts them as busy. */
  destroyUnused (): void {
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy()
  }

  /** Destroys every connection, upgraded ones too, which Node's closeAllConnections forgets. */
  destroyAll (): void {
    for (const socket of this.#open) socket.destroy()
  }

  // One set serves all requests of a connection: to most of them the answer is there at once.
  #keptFor (socket: Duplex): Set<ServerResponse> {
    const kept = this.#answers.get(socket)
    if (kept !== undefined) return kept
    const answers = new Set<ServerResponse>()
    this.#answers.set(socket, answers)
    return answers
  }

  // Node forgets the answers that waited for their turn on a connection: nobody would hear that they are over.
  #dropQueued (socket: Duplex): void {
    for (const response of this.responsesOn(socket)) {
      if (response.socket !== null) continue
      response.destroy()
      response.emit('close')
    }
  }
}
