import { isRetryable } from './is-retryable.js'

/** Codes of the gate that need their own treatment. */
const TOKEN_UNKNOWN = 3
const STREAM_STOPPED = 6

/**
 * How a stream ended that the page did not release.
 *
 * @typedef {import('./index.js').StreamEvents['ended']['detail']} End
 */

/**
 * Whether a renewal failed because it came after the stream's expiry: the page slept, or could not reach the gate.
 *
 * @param {import('./read-response.js').Outcome} outcome
 * @param {{ endsAtMs: number, nowMs: number }} times
 */
export function hasExpired (outcome, { endsAtMs, nowMs }) {
  return outcome.is === 'refused' && outcome.refusal.code === TOKEN_UNKNOWN && nowMs >= endsAtMs
}

/**
 * @param {Exclude<import('./read-response.js').Outcome, { is: 'granted' }>} outcome the last one: there is no further call
 * @returns {End}
 */
export function describeEnd (outcome) {
  if (outcome.is === 'unreachable') return { reason: 'unreachable', code: undefined, message: 'the gate cannot be reached' }
  const { code, message } = outcome.refusal
  if (isRetryable(outcome)) return { reason: 'unreachable', code, message }
  if (code === TOKEN_UNKNOWN) return { reason: 'released', code, message }
  return { reason: code === STREAM_STOPPED ? 'stopped' : 'refused', code, message }
}
