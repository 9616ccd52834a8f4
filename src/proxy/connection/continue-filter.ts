const INTERIM = Buffer.from('HTTP/1.1 1', 'latin1')
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1')
/** A longer interim head is invalid. It is passed on, so that undici rejects it. */
const INTERIM_HEAD_MAX_BYTES = 16_384

/**
 * Removes `100 Continue` responses that precede a final response, also from among other interim responses. undici
 * aborts the exchange at the first, although any server may send them unsolicited (RFC 9110 section 15.2).
 */
export class ContinueFilter {
  #held: Buffer | undefined
  #active = false

  /** To be called when a request was sent: the next bytes begin its response. */
  begin (): void {
    this.#active = true
    this.#held = undefined
  }

  /** Whether no byte of the final response has arrived yet. */
  get isActive (): boolean {
    return this.#active
  }

  /** Returns the bytes to pass on; undefined when there are none, or more bytes are needed to decide. */
  filter (bytes: Buffer): Buffer | undefined {
    let rest = this.#held === undefined ? bytes : Buffer.concat([this.#held, bytes])
    this.#held = undefined
    const others: Buffer[] = []
    while (mayBeInterim(rest)) {
      const end = rest.indexOf(END_OF_HEAD)
      if (end === -1 && rest.length <= INTERIM_HEAD_MAX_BYTES) {
        this.#held = rest
        return concat(others)
      }
      const status = rest.toString('latin1', INTERIM.length - 1, INTERIM.length + 2)
      // What follows a 101 is not HTTP.
      if (end === -1 || status === '101') break
      if (status !== '100') others.push(rest.subarray(0, end + END_OF_HEAD.length))
      rest = rest.subarray(end + END_OF_HEAD.length)
      if (rest.length === 0) return concat(others)
    }
    this.#active = false
    return concat([...others, rest])
  }
}

/** Whether the bytes begin an interim response, or are too few to decide. */
function mayBeInterim (bytes: Buffer): boolean {
  const length = Math.min(bytes.length, INTERIM.length)
  return bytes.compare(INTERIM, 0, length, 0, length) === 0
}

function concat (chunks: readonly Buffer[]): Buffer | undefined {
  return chunks.length < 2 ? chunks[0] : Buffer.concat(chunks)
}
