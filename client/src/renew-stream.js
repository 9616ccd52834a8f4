import { describeEnd, hasExpired } from './describe-end.js'

/** Renewals come early or late by at most this part, so that clients that came together do not stay together. */
const JITTER = 0.1
/** A renewal comes before this part of a life is over, whatever the gate says. */
const LATEST_RENEWAL = 0.75

/**
 * Keeps a stream alive by renewing it. One that was lost because it could not be renewed in time is replaced.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'> & {
 *   gate: Pick<import('./gate.js').Gate, 'renew'>,
 *   retry: ReturnType<typeof import('./retry.js').retry>,
 *   acquireAgain: ReturnType<typeof import('./acquire-again.js').acquireAgain>,
 *   useLease: (lease: import('./index.js').Lease, how: 'renewed') => void
 * }} deps `useLease` is told what the gate granted, never after the page session is over
 */
export function renewStream ({ gate, retry, acquireAgain, nowMs, random, useLease }) {
  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {import('./read-response.js').Granted} granted
   * @returns {Promise<import('./acquire-again.js').Termination | undefined>} undefined: the page session is over for another reason
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
