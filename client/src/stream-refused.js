/** The gate said no. */
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
