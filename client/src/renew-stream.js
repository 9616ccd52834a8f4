import { describeEnd, hasExpired } from './describe-end.js'

/** Fraction by which renewals are early or late, so that clients that started together spread out. */
const JITTER = 0.1
/** A renewal is sent before this fraction of the expiry has passed, whatever the gate requests. */
const LATEST_RENEWAL = 0.75

/**
 * Keeps a stream alive by renewing it. Acquires another one if it expired before it could be renewed.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'> & {
 *   gate: Pick<import('./gate.js').Gate, 'renew'>,
 *   retry: ReturnType<typeof import('./retry.js').retry>,
 *   acquireAgain: ReturnType<typeof import('./acquire-again.js').acquireAgain>,
 *   useLease: (lease: import('./index.js').Lease, how: 'renewed') => void
 * }} deps `useLease` gets each granted lease, never after the end of the page session
 */
export function renewStream ({ gate, retry, acquireAgain, nowMs, random, useLease }) {
  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {import('./read-response.js').Granted} granted
   * @returns {Promise<import('./acquire-again.js').Termination | undefined>} undefined if the page session ended for another reason
   */
  return async (pageSession, granted) => {
    while (!pageSession.signal.aborted) {
      await pageSession.timer.wait(renewAfterMs(granted))
      const next = pageSession.signal.aborted ? undefined : await renew(pageSession, granted)
      if (next === undefined || !('lease' in next)) return next
      granted = next
    }
    return undefined
  }

  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {import('./read-response.js').Granted} held
   */
  async function renew (pageSession, { lease: { token, expiresInSeconds }, endsAtMs }) {
    const timeoutMs = expiresInSeconds * 1000
    const outcome = await retry(() => gate.renew(token, pageSession.signal), pageSession, { endsAtMs, timeoutMs })
    if (pageSession.signal.aborted) return undefined
    if (hasExpired(outcome, { endsAtMs, nowMs: nowMs() })) return await acquireAgain(pageSession, timeoutMs)
    if (outcome.is !== 'granted') return { ended: describeEnd(outcome) }
    useLease(outcome.granted.lease, 'renewed')
    return outcome.granted
  }

  /** @param {import('./read-response.js').Granted} granted */
  function renewAfterMs ({ renewInSeconds, lease: { expiresInSeconds } }) {
    const spread = 1 - JITTER + random() * JITTER * 2
    return Math.min(renewInSeconds * spread, expiresInSeconds * LATEST_RENEWAL) * 1000
  }
}
