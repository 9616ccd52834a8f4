import type { Socket } from 'node:net'

/** Connections that may wait for a worker at once. For one more, that which has waited longest is let go. */
export const WAITING_MAX = 4096

/** One that connections are given to. */
export interface Recipient {
  /** It has taken a connection, which is now its own alone. */
  readonly taken: (id: number) => void
  /**
   * Call when it is asked for anything, and what this returns when it has answered: what it was given before
   * and has not taken by then did not reach it, as when it has no descriptor left.
   */
  readonly asked: () => () => void
  /** It has ended, and nothing more is heard of it: what it has not taken goes to others. */
  readonly gone: () => void
}

/**
 * Hands connections over to whoever takes them, one at a time each and in turn: one that hangs has one of
 * them. Each stays open here until it was taken; nothing is read from it here, so that it can be given to
 * another one. As long as nobody is free, connections wait.
 */
export class ConnectionHandoff {
  readonly #waiting: Socket[] = []
  readonly #all = new Set<Given>()
  readonly #free = new Set<Given>()
  readonly #waitingMax: number
  readonly #letGo: () => void
  #finished = false
  #cut = 0
  #ids = 0

  /** @param letGo told of each connection that was let go because too many wait */
  constructor ({ waitingMax = WAITING_MAX, letGo }: { waitingMax?: number, letGo: () => void }) {
    this.#waitingMax = waitingMax
    this.#letGo = letGo
  }

  /** @param socket paused since it was accepted */
  add (socket: Socket): void {
    this.#waiting.push(socket)
    this.#next()
    if (this.#waiting.length <= this.#waitingMax) return
    this.#waiting.shift()?.destroy()
    this.#letGo()
  }

  /** @param give sends a connection and leaves it open here */
  join (give: (id: number, socket: Socket) => void): Recipient {
    const recipient: Given = { give, sockets: new Map() }
    this.#all.add(recipient)
    this.#free.add(recipient)
    this.#next()
    return {
      taken: id => {
        recipient.sockets.get(id)?.destroy()
        recipient.sockets.delete(id)
        this.#free.add(recipient)
        this.#next()
      },
      asked: () => {
        const before = this.#ids
        return () => {
          if (!this.#takeBack(recipient, before)) return
          this.#free.add(recipient)
          this.#next()
        }
      },
      gone: () => {
        this.#all.delete(recipient)
        this.#free.delete(recipient)
        this.#takeBack(recipient, Infinity)
        this.#next()
      }
    }
  }

  /** Gives all that wait to those that are there, whether they are free or not. Nothing waits from then on. */
  finish (): void {
    this.#finished = true
    while (this.#waiting.length > 0 && this.#all.size > 0) {
      for (const recipient of this.#all) this.#give(recipient)
    }
    this.#next()
  }

  /** How many connections nobody took. */
  get cut (): number {
    return this.#cut
  }

  #next (): void {
    for (const recipient of this.#free) {
      if (this.#waiting.length === 0) return
      this.#give(recipient)
    }
    if (!this.#finished) return
    for (const socket of this.#waiting.splice(0)) {
      this.#cut++
      socket.destroy()
    }
  }

  #give (recipient: Given): void {
    const socket = this.#waiting.shift()
    if (socket === undefined) return
    this.#free.delete(recipient)
    const id = ++this.#ids
    recipient.sockets.set(id, socket)
    recipient.give(id, socket)
  }

  /** Puts what was given up to an id before all that wait. Returns whether there was any. */
  #takeBack (recipient: Given, idMax: number): boolean {
    const back = [...recipient.sockets].filter(([id]) => id <= idMax)
    for (const [id] of back) recipient.sockets.delete(id)
    this.#waiting.unshift(...back.map(([, socket]) => socket))
    return back.length > 0
  }
}

interface Given {
  readonly give: (id: number, socket: Socket) => void
  /** What it was given and has not taken. */
  readonly sockets: Map<number, Socket>
}
