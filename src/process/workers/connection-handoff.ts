import type { Socket } from 'node:net'

/** Limit of connections that wait for a worker. Beyond it the one that has waited longest is dropped. */
export const WAITING_MAX = 4096

/** A worker as the handoff sees it. */
export interface Recipient {
  /** The recipient received a connection, and now owns it alone. */
  readonly received: (id: number) => void
  /**
   * Call it when a request is sent to the recipient, and call the returned function when the response arrives.
   * A connection that was sent before the request and is still in transit after the response did not arrive, for
   * example because the recipient has no file descriptor left.
   */
  readonly requestSent: () => () => void
  /** The recipient has exited; all its messages have been read. Its connections in transit go to other recipients. */
  readonly exited: () => void
}

/**
 * Hands connections to recipients in turn. Each recipient has at most one connection in transit, so that one that
 * hangs delays only that one. A connection stays open here until it is received, and nothing is read from it here,
 * so that it can be handed to another recipient. Connections wait while all recipients are busy.
 */
export class ConnectionHandoff {
  readonly #waiting: Socket[] = []
  readonly #all = new Set<Transit>()
  readonly #idle = new Set<Transit>()
  readonly #waitingMax: number
  readonly #dropped: () => void
  #finished = false
  #aborted = 0
  #ids = 0

  /** @param dropped called for each connection that is closed because too many wait */
  constructor ({ waitingMax = WAITING_MAX, dropped }: { waitingMax?: number, dropped: () => void }) {
    this.#waitingMax = waitingMax
    this.#dropped = dropped
  }

  /** @param socket paused since it was accepted */
  add (socket: Socket): void {
    this.#waiting.push(socket)
    this.#next()
    if (this.#waiting.length <= this.#waitingMax) return
    this.#waiting.shift()?.destroy()
    this.#dropped()
  }

  /** @param send sends a connection and leaves it open here */
  join (send: (id: number, socket: Socket) => void): Recipient {
    const recipient: Transit = { send, sockets: new Map() }
    this.#all.add(recipient)
    this.#idle.add(recipient)
    this.#next()
    return {
      received: id => {
        recipient.sockets.get(id)?.destroy()
        recipient.sockets.delete(id)
        this.#idle.add(recipient)
        this.#next()
      },
      requestSent: () => {
        const idAtRequest = this.#ids
        return () => {
          if (!this.#requeue(recipient, idAtRequest)) return
          this.#idle.add(recipient)
          this.#next()
        }
      },
      exited: () => {
        this.#all.delete(recipient)
        this.#idle.delete(recipient)
        this.#requeue(recipient, Infinity)
        this.#next()
      }
    }
  }

  /** Sends all waiting connections to the recipients, busy ones included. From then on no connection waits. */
  finish (): void {
    this.#finished = true
    while (this.#waiting.length > 0 && this.#all.size > 0) {
      for (const recipient of this.#all) this.#send(recipient)
    }
    this.#next()
  }

  /** Number of connections that were closed at the end because no recipient was left. */
  get aborted (): number {
    return this.#aborted
  }

  #next (): void {
    for (const recipient of this.#idle) {
      if (this.#waiting.length === 0) return
      this.#send(recipient)
    }
    if (!this.#finished) return
    for (const socket of this.#waiting.splice(0)) {
      this.#aborted++
      socket.destroy()
    }
  }

  #send (recipient: Transit): void {
    const socket = this.#waiting.shift()
    if (socket === undefined) return
    this.#idle.delete(recipient)
    const id = ++this.#ids
    recipient.sockets.set(id, socket)
    recipient.send(id, socket)
  }

  /** Puts the connections in transit with an id up to `idMax` in front of the queue. Returns whether there was any. */
  #requeue (recipient: Transit, idMax: number): boolean {
    const lost = [...recipient.sockets].filter(([id]) => id <= idMax)
    for (const [id] of lost) recipient.sockets.delete(id)
    this.#waiting.unshift(...lost.map(([, socket]) => socket))
    return lost.length > 0
  }
}

/** A recipient and its connections in transit. */
interface Transit {
  readonly send: (id: number, socket: Socket) => void
  readonly sockets: Map<number, Socket>
}
