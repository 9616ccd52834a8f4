const INTERIM = Buffer.from('HTTP/1.1 100', 'latin1')
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1')
/** A longer interim head is no honest one; it is let through to be refused. */
const INTERIM_HEAD_MAX_BYTES = 16_384

/**
 * Takes `100 Continue` responses out of the beginning of an answer. undici gives the exchange up at the
 * first one, though any server may send them unasked (RFC 9110 section 15.2).
 */
export class SkipContinue {
  #held: Buffer | undefined
  #skipping = false

  /** A request was sent: the next bytes begin its answer. */
  begin (): void {
    this.#skipping = true
    this.#held = undefined
  }

  /** Whether no byte of the answer proper has come yet. */
  get skipping (): boolean {
    return this.#skipping
  }

  /** What of `bytes` belongs to the answer; undefined while that cannot be told or is nothing. */
  take (bytes: Buffer): Buffer | undefined {
    let rest = this.#held === undefined ? bytes : Buffer.concat([this.#held, bytes])
    this.#held = undefined
    while (beginsLike(rest)) {
      const end = rest.indexOf(END_OF_HEAD)
      if (end === -1 && rest.length <= INTERIM_HEAD_MAX_BYTES) {
        this.#held = rest
        return undefined
      }
      if (end === -1) break
      rest = rest.subarray(end + END_OF_HEAD.length)
      if (rest.length === 0) return undefined
    }
    this.#skipping = false
    return rest
  }
}

/** Whether the bytes begin a `100`, or are too few to tell. */
function beginsLike (bytes: Buffer): boolean {
  const length = Math.min(bytes.length, INTERIM.length)
  return bytes.compare(INTERIM, 0, length, 0, length) === 0
}
