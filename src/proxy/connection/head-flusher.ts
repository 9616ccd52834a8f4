import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** How a body is framed: by its length in bytes, or in chunks. */
export type Framing = number | 'chunked'

/** Sends the head of a request that undici is going to write later. */
export type SendHead = (head: string, framing: Framing) => void

/** The channel on which undici publishes each head before it writes it. */
const CHANNEL = 'undici:client:sendHeaders'

/**
 * Sends the heads of requests with a body immediately. undici holds a head back until the first chunk of its body is
 * there, and a client that waits for a response of the upstream before it sends its body would wait in vain.
 */
export class HeadFlusher {
  readonly #senders = new WeakMap<object, SendHead>()
  #expected: Framing | undefined

  constructor () {
    subscribe(CHANNEL, this.#onSend)
  }

  /** Registers how a head is sent on a connection. */
  connected (socket: Socket, send: SendHead): void {
    this.#senders.set(socket, send)
  }

  /** Announces that the next head belongs to a request with a body. To be called in the tick in which it is written. */
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
