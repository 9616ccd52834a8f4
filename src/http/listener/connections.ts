import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const NONE: ReadonlySet<ServerResponse> = new Set()

/** The connections of one server, and the responses in progress on each. */
export class Connections {
  readonly #open = new Set<Socket>()
  readonly #responses = new WeakMap<Duplex, Set<ServerResponse>>()
  readonly #afterwards = new WeakMap<Duplex, () => void>()
  #onAllClosed = (): void => {}

  constructor (server: Server) {
    server.on('connection', (socket: Socket) => {
      // The connection of a declined upgrade is emitted again.
      if (this.#open.has(socket)) return
      this.#open.add(socket)
      socket.once('close', () => {
        this.#open.delete(socket)
        this.#closeQueued(socket)
        if (this.#open.size === 0) this.#onAllClosed()
      })
    })
  }

  /** Open connections, upgraded ones included. */
  get open (): ReadonlySet<Socket> {
    return this.#open
  }

  /** Resolves once no connection is open. */
  async allClosed (): Promise<void> {
    while (this.#open.size > 0) await new Promise<void>(resolve => { this.#onAllClosed = resolve })
  }

  /** Tracks a response on its connection until the response closes. */
  track (socket: Duplex, response: ServerResponse): void {
    const responses = this.#trackedOn(socket).add(response)
    response.on('close', () => {
      responses.delete(response)
      if (responses.size > 0) return
      this.#afterwards.get(socket)?.()
      this.#afterwards.delete(socket)
    })
  }

  /** The responses in progress on a connection, in the order of their requests. */
  responsesOn (socket: Duplex): ReadonlySet<ServerResponse> {
    return this.#responses.get(socket) ?? NONE
  }

  /**
   * Whether a response in progress closes the connection. What a client sends after the request of that response
   * must not be processed (RFC 9112 section 9.6).
   */
  isEnding (socket: Duplex): boolean {
    for (const { shouldKeepAlive } of this.responsesOn(socket)) if (!shouldKeepAlive) return true
    return false
  }

  /** Runs `task` once no response is in progress on the connection: immediately if none is. Replaces an earlier task. */
  afterResponses (socket: Duplex, task: () => void): void {
    if (this.responsesOn(socket).size > 0) this.#afterwards.set(socket, task)
    else task()
  }

  /** Makes each connection close after its newest response, unless the head of that response was sent. */
  closeAfterResponse (): void {
    for (const socket of this.#open) {
      const newest = [...this.responsesOn(socket)].at(-1)
      if (newest?.headersSent === false) newest.shouldKeepAlive = false
    }
  }

  /** Destroys connections on which no byte was received; Node counts them as busy. */
  destroyUnused (): void {
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy()
  }

  /** Destroys every connection, also upgraded ones, which Node's closeAllConnections omits. */
  destroyAll (): void {
    for (const socket of this.#open) socket.destroy()
  }

  // One set serves all requests of a connection: most responses end before the next request arrives.
  #trackedOn (socket: Duplex): Set<ServerResponse> {
    const tracked = this.#responses.get(socket)
    if (tracked !== undefined) return tracked
    const responses = new Set<ServerResponse>()
    this.#responses.set(socket, responses)
    return responses
  }

  // Node drops the responses that are queued on a closed connection without emitting 'close' on them.
  #closeQueued (socket: Duplex): void {
    for (const response of this.responsesOn(socket)) {
      if (response.socket !== null) continue
      response.destroy()
      response.emit('close')
    }
  }
}
