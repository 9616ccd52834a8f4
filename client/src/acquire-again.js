import { isRetryable } from './is-retryable.js'
import { describeEnd } from './describe-end.js'

/**
 * How a page session ended without the page's doing.
 *
 * @typedef {{ ended: import('./describe-end.js').End, cause?: unknown } | { refused: import('./index.js').Refusal }} Termination
 */

/**
 * Acquires a stream to replace a lost one.
 *
 * @param {{
 *   gate: Pick<import('./gate.js').Gate, 'acquire' | 'release'>,
 *   retry: ReturnType<typeof import('./retry.js').retry>,
 *   useLease: (lease: import('./index.js').Lease, how: 'resumed') => void
 * }} deps `useLease` gets each granted lease, never after the end of the page session
 */
export function acquireAgain ({ gate, retry, useLease }) {
  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {number} timeoutMs how long to retry while no gate responds
   * @returns {Promise<import('./read-response.js').Granted | Termination | undefined>} undefined if the page session has ended
   */
  return async (pageSession, timeoutMs) => {
    const outcome = await retry(() => gate.acquire(), pageSession, { timeoutMs })
    if (pageSession.signal.aborted) {
      // The page released the stream during the call.
      if (outcome.is === 'granted') await gate.release(outcome.granted.lease.token)
      return undefined
    }
    if (outcome.is === 'refused' && !isRetryable(outcome)) return { refused: outcome.refusal }
    if (outcome.is !== 'granted') return { ended: describeEnd(outcome) }
    useLease(outcome.granted.lease, 'resumed')
    return outcome.granted
  }
}
