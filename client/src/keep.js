import { endOf, hasLapsed } from './end-of.js'

/** Renewals come early or late by at most this part, so that clients that came together do not stay together. */
const JITTER = 0.1
/** A renewal comes before this part of a life is over, whatever the gate says. */
const LATEST_RENEWAL = 0.75

/**
 * Keeps a stream alive by renewing it. One that was lost because it could not be renewed in time is replaced.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'> & {
 *   gate: Pick<import('./gate.js').Gate, 'renew'>,
 *   persist: ReturnType<typeof import('./persist.js').persist>,
 *   replace: ReturnType<typeof import('./replace.js').replace>,
 *   adopt: (lease: import('./index.js').Lease, how: 'renewed') => void
 * }} deps `adopt` is told what the gate granted, never after the life is over
 */
export function keep ({ gate, persist, replace, nowMs, random, adopt }) {
  /**
   * @param {import('./open-life.js').Life} life
   * @param {import('./read-answer.js').Granted} granted
   * @returns {Promise<import('./replace.js').Outlived | undefined>} undefined: the life is over for another reason
   */
  return async (life, granted) => {
    while (!life.signal.aborted) {
      await life.alarm.wait(renewAfterMs(granted))
      const next = life.signal.aborted ? undefined : await renew(life, granted)
      if (next === undefined || !('lease' in next)) return next
      granted = next
    }
    return undefined
  }

  /**
   * @param {import('./open-life.js').Life} life
   * @param {import('./read-answer.js').Granted} held
   */
  async function renew (life, { lease: { token, expiresInSeconds }, endsAtMs }) {
    const patienceMs = expiresInSeconds * 1000
    const outcome = await persist(() => gate.renew(token, life.signal), life, { endsAtMs, patienceMs })
    if (life.signal.aborted) return undefined
    if (hasLapsed(outcome, { endsAtMs, nowMs: nowMs() })) return await replace(life, patienceMs)
    if (outcome.is !== 'granted') return { ended: endOf(outcome) }
    adopt(outcome.granted.lease, 'renewed')
    return outcome.granted
  }

  /** @param {import('./read-answer.js').Granted} granted */
  function renewAfterMs ({ renewInSeconds, lease: { expiresInSeconds } }) {
    const spread = 1 - JITTER + random() * JITTER * 2
    return Math.min(renewInSeconds * spread, expiresInSeconds * LATEST_RENEWAL) * 1000
  }
}
