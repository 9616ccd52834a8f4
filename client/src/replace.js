import { canChange } from './can-change.js'
import { endOf } from './end-of.js'

/**
 * How a life ended by itself.
 *
 * @typedef {{ ended: import('./end-of.js').End, cause?: unknown } | { refused: import('./index.js').Refusal }} Outlived
 */

/**
 * Acquires a stream in place of one that was lost.
 *
 * @param {{
 *   gate: Pick<import('./gate.js').Gate, 'acquire' | 'release'>,
 *   persist: ReturnType<typeof import('./persist.js').persist>,
 *   adopt: (lease: import('./index.js').Lease, how: 'resumed') => void
 * }} deps `adopt` is told what the gate granted, never after the life is over
 */
export function replace ({ gate, persist, adopt }) {
  /**
   * @param {import('./open-life.js').Life} life
   * @param {number} patienceMs for how long to go on when no gate answers
   * @returns {Promise<import('./read-answer.js').Granted | Outlived | undefined>} undefined: the life is over
   */
  return async (life, patienceMs) => {
    const outcome = await persist(() => gate.acquire(), life, { patienceMs })
    if (life.signal.aborted) {
      // The page let go while the answer was under way.
      if (outcome.is === 'granted') await gate.release(outcome.granted.lease.token)
      return undefined
    }
    if (outcome.is === 'refused' && !canChange(outcome)) return { refused: outcome.refusal }
    if (outcome.is !== 'granted') return { ended: endOf(outcome) }
    adopt(outcome.granted.lease, 'resumed')
    return outcome.granted
  }
}
