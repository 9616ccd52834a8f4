const CLOSE = 0x8
/** The longest head without the masking key: two bytes and an 8-byte length (RFC 6455 section 5.2). */
const HEAD_MAX_BYTES = 10
const MASKING_KEY_BYTES = 4

/** Follows the frames of one direction of a WebSocket, to know where another frame may be inserted. */
export class FrameParser {
  readonly #head = Buffer.alloc(HEAD_MAX_BYTES)
  #headBytes = 0
  /** What is left of the current frame after its head: masking key and payload. */
  #leftBytes = 0
  #closing = false

  /** Whether a frame has begun and not ended. */
  get isInsideFrame (): boolean {
    return this.#headBytes > 0 || this.#leftBytes > 0
  }

  /** Whether a Close frame has begun. No frame may follow it (RFC 6455 section 5.5.1). */
  get isClosing (): boolean {
    return this.#closing
  }

  /** Reads all bytes. */
  read (bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) at = this.readFrame(bytes, at)
  }

  /** Reads bytes up to the end of the current or next frame. Returns the offset at which it stopped. */
  readFrame (bytes: Buffer, from = 0): number {
    let at = from
    while (at < bytes.length) {
      if (this.#leftBytes > 0) {
        const taken = Math.min(this.#leftBytes, bytes.length - at)
        this.#leftBytes -= taken
        at += taken
      } else {
        this.#head[this.#headBytes++] = bytes[at++] as number
        if (!this.#isHeadComplete()) continue
        this.#closing ||= ((this.#head[0] as number) & 0x0f) === CLOSE
        this.#leftBytes = this.#bytesAfterHead()
        this.#headBytes = 0
      }
      if (this.#leftBytes === 0) break
    }
    return at
  }

  #isHeadComplete (): boolean {
    if (this.#headBytes < 2) return false
    const length = this.#shortLength()
    return this.#headBytes === (length < 126 ? 2 : length === 126 ? 4 : HEAD_MAX_BYTES)
  }

  #bytesAfterHead (): number {
    const key = ((this.#head[1] as number) & 0x80) === 0 ? 0 : MASKING_KEY_BYTES
    const length = this.#shortLength()
    if (length < 126) return key + length
    if (length === 126) return key + this.#head.readUInt16BE(2)
    return key + this.#head.readUInt32BE(2) * 2 ** 32 + this.#head.readUInt32BE(6)
  }

  #shortLength (): number {
    return (this.#head[1] as number) & 0x7f
  }
}
