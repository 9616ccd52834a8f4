/** No gate answered. */
export class StreamUnreachable extends Error {
  /** @param {unknown} cause */
  constructor (cause) {
    super('the gate cannot be reached')
    this.name = 'StreamUnreachable'
    this.cause = cause
  }
}
