import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/**
 * A request's body for undici. undici destroys the stream it was given when an exchange fails or is
 * answered early, and destroying an IncomingMessage destroys the client's connection under the answer.
 * This one lets the client's request go instead, and what is left of it is read and thrown away.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  readonly #sent: (bytes: number) => void
  #started = false

  /** @param sent told of the bytes of each piece that goes to the upstream */
  constructor (request: IncomingMessage, sent: (bytes: number) => void) {
    super()
    this.#request = request
    this.#sent = sent
  }

  // Nothing is read before undici asks, and then later than in the same tick: a body that had ended
  // when its request is written would be sent with a length instead of in chunks.
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
    // Whoever destroys it knows why; nobody is left to hear of it.
    callback()
  }

  readonly #onData = (piece: Buffer): void => {
    this.#sent(piece.length)
    if (!this.push(piece)) this.#request.pause()
  }

  readonly #onEnd = (): void => {
    this.push(null)
  }
}
