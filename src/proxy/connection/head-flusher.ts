import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** How a body is framed: by its length in bytes, or in chunks. */
export type Framing = number | 'chunked'

/** Sends the head of a request, which undici will write once more. */
export type SendHead = (head: string, framing: Framing) => void

/** Where undici tells of the head that it is going to write. */
const CHANNEL = 'undici:client:sendHeaders'

/**
 * Has the heads of requests with a body sent at once. undici keeps a head back until the first piece of its body
 * is there, and a client that waits for the upstream's word before it sends any would wait in vain.
 */
export class HeadFlusher {
  readonly #senders = new WeakMap<object, SendHead>()
  #expected: Framing | undefined

  constructor () {
    subscribe(CHANNEL, this.#onSend)
  }

  /** Tells how a head is sent on a connection. */
  connected (socket: Socket, send: SendHead): void {
    this.#senders.set(socket, send)
  }

  /** Tells that the next head is one with a body. To be called in the tick in which it is written. */
  expect (framing: Framing): void {
    this.#expected = framing
  }

  close (): void {
    unsubscribe(CHANNEL, this.#onSend)
  }

  readonly #onSend = (message: unknown): void => {
    const framing = this.#expected
    if (framing === undefined) return
    this.#expected = undefined
    const { socket, headers } = message as { socket: object, headers: string }
    this.#senders.get(socket)?.(headers, framing)
  }
}
