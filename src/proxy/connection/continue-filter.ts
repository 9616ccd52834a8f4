const INTERIM = Buffer.from('HTTP/1.1 1', 'latin1')
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1')
/** A longer interim head is no honest one; it is let through to be refused. */
const INTERIM_HEAD_MAX_BYTES = 16_384

/**
 * Takes `100 Continue` responses out of the beginning of an answer, also from among other interim ones. undici
 * gives the exchange up at the first, though any server may send them unasked (RFC 9110 section 15.2).
 */
export class ContinueFilter {
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
    const others: Buffer[] = []
    while (beginsLike(rest)) {
      const end = rest.indexOf(END_OF_HEAD)
      if (end === -1 && rest.length <= INTERIM_HEAD_MAX_BYTES) {
        this.#held = rest
        return together(others)
      }
      const status = rest.toString('latin1', INTERIM.length - 1, INTERIM.length + 2)
      // What follows a 101 is no answer.
      if (end === -1 || status === '101') break
      if (status !== '100') others.push(rest.subarray(0, end + END_OF_HEAD.length))
      rest = rest.subarray(end + END_OF_HEAD.length)
      if (rest.length === 0) return together(others)
    }
    this.#skipping = false
    return together([...others, rest])
  }
}

/** Whether the bytes begin an interim response, or are too few to tell. */
function beginsLike (bytes: Buffer): boolean {
  const length = Math.min(bytes.length, INTERIM.length)
  return bytes.compare(INTERIM, 0, length, 0, length) === 0
}

function together (pieces: readonly Buffer[]): Buffer | undefined {
  return pieces.length < 2 ? pieces[0] : Buffer.concat(pieces)
}
