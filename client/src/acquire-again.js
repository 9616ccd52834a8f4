import { isRetryable } from './is-retryable.js'
import { describeEnd } from './describe-end.js'

/**
 * How a life ended by itself.
 *
 * @typedef {{ ended: import('./describe-end.js').End, cause?: unknown } | { refused: import('./index.js').Refusal }} Termination
 */

/**
 * Acquires a stream in place of one that was lost.
 *
 * @param {{
 *   gate: Pick<import('./gate.js').Gate, 'acquire' | 'release'>,
 *   retry: ReturnType<typeof import('./retry.js').retry>,
 *   useLease: (lease: import('./index.js').Lease, how: 'resumed') => void
 * }} deps `useLease` is told what the gate granted, never after the page session is over
 */
export function acquireAgain ({ gate, retry, useLease }) {
  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {number} timeoutMs for how long to go on when no gate answers
   * @returns {Promise<import('./read-response.js').Granted | Termination | undefined>} undefined: the page session is over
   */
  return async (pageSession, timeoutMs) => {
    const outcome = await retry(() => gate.acquire(), pageSession, { timeoutMs })
    if (pageSession.signal.aborted) {
      // The page let go while the answer was under way.
      if (outcome.is === 'granted') await gate.release(outcome.granted.lease.token)
      return undefined
    }
    if (outcome.is === 'refused' && !isRetryable(outcome)) return { refused: outcome.refusal }
    if (outcome.is !== 'granted') return { ended: describeEnd(outcome) }
    useLease(outcome.granted.lease, 'resumed')
    return outcome.granted
  }
}
