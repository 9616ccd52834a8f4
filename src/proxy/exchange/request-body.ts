import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/**
 * A request's body for undici. undici destroys the stream it was given when an exchange fails or its response comes
 * early, and destroying an IncomingMessage would close the client's connection before the response was sent. This
 * stream leaves the client's request open: the rest of its body is read and discarded.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  readonly #onSent: (bytes: number) => void
  #started = false

  /** @param onSent called with the size of each chunk that goes to the upstream */
  constructor (request: IncomingMessage, onSent: (bytes: number) => void) {
    super()
    this.#request = request
    this.#onSent = onSent
  }

  // Reading starts when undici asks for it, and not in the same tick: a body that had already ended when the head is
  // written would be sent with a length instead of in chunks.
  override _read (): void {
    if (this.#started) {
      this.#request.resume()
      return
    }
    this.#started = true
    this.#request.on('data', this.#onData).on('end', this.#onEnd)
  }

  override _destroy (_error: Error | null, callback: (error?: Error | null) => void): void {
    this.#request.off('data', this.#onData).off('end', this.#onEnd).resume()
    // The error is dropped: undici reports it to the exchange too.
    callback()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#onSent(chunk.length)
    if (!this.push(chunk)) this.#request.pause()
  }

  readonly #onEnd = (): void => {
    this.push(null)
  }
}
