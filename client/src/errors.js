/** The gate refused the stream. */
export class StreamRefused extends Error {
  /** @param {import('./index.js').Refusal} refusal */
  constructor ({ code, message, status, retryAfterSeconds }) {
    super(message)
    this.name = 'StreamRefused'
    this.code = code
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** No gate responded. */
export class StreamUnreachable extends Error {
  /** @param {unknown} cause */
  constructor (cause) {
    super('the gate cannot be reached')
    this.name = 'StreamUnreachable'
    this.cause = cause
  }
}
