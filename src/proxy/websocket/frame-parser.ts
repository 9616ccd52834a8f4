const CLOSE = 0x8
/** The longest head without the masking key: two bytes and a length of eight (RFC 6455 section 5.2). */
const HEAD_MAX_BYTES = 10
const MASK_KEY_BYTES = 4

/** Follows the frames of one direction of a WebSocket, so that it is known where one may be put in between. */
export class Frames {
  readonly #head = Buffer.alloc(HEAD_MAX_BYTES)
  #headBytes = 0
  /** Of the frame in transit, behind its head: masking key and payload. */
  #leftBytes = 0
  #closing = false

  /** Whether a frame has begun and not ended. */
  get isAmid (): boolean {
    return this.#headBytes > 0 || this.#leftBytes > 0
  }

  /** Whether a Close frame has begun: nothing may follow it (RFC 6455 section 5.5.1). */
  get isClosing (): boolean {
    return this.#closing
  }

  /** Takes in bytes that have passed. */
  pass (bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) at = this.finish(bytes, at)
  }

  /** Takes in bytes up to the end of a frame, however many there are. Returns where it stopped. */
  finish (bytes: Buffer, from = 0): number {
    let at = from
    while (at < bytes.length) {
      if (this.#leftBytes > 0) {
        const taken = Math.min(this.#leftBytes, bytes.length - at)
        this.#leftBytes -= taken
        at += taken
      } else {
        this.#head[this.#headBytes++] = bytes[at++] as number
        if (!this.#hasWholeHead()) continue
        this.#closing ||= ((this.#head[0] as number) & 0x0f) === CLOSE
        this.#leftBytes = this.#bytesBehindHead()
        this.#headBytes = 0
      }
      if (this.#leftBytes === 0) break
    }
    return at
  }

  #hasWholeHead (): boolean {
    if (this.#headBytes < 2) return false
    const short = this.#shortLength()
    return this.#headBytes === (short < 126 ? 2 : short === 126 ? 4 : HEAD_MAX_BYTES)
  }

  #bytesBehindHead (): number {
    const key = ((this.#head[1] as number) & 0x80) === 0 ? 0 : MASK_KEY_BYTES
    const short = this.#shortLength()
    if (short < 126) return key + short
    if (short === 126) return key + this.#head.readUInt16BE(2)
    return key + this.#head.readUInt32BE(2) * 2 ** 32 + this.#head.readUInt32BE(6)
  }

  #shortLength (): number {
    return (this.#head[1] as number) & 0x7f
  }
}
