import { isRetryable } from './is-retryable.js'

const INITIAL_BACKOFF_MS = 1000
const MAX_BACKOFF_MS = 10_000
/** If a wait takes this much longer than planned, the machine slept. */
const SLEPT_MS = 5000

/**
 * Retries a call while its outcome is retryable, with exponential backoff and no sooner than `Retry-After`, until the
 * stream's expiry. If the expiry has passed already, or passes while the machine sleeps, it retries for `timeoutMs` from
 * the wake-up: the network often comes back last.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'>} deps
 */
export function retry ({ nowMs, random }) {
  /**
   * @param {() => Promise<import('./read-response.js').Outcome>} call
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {{ endsAtMs?: number, timeoutMs: number }} bounds
   * @returns {Promise<import('./read-response.js').Outcome>} the last outcome
   */
  return async (call, { timer, signal }, { endsAtMs = -Infinity, timeoutMs }) => {
    let deadlineMs = nowMs() < endsAtMs ? endsAtMs : nowMs() + timeoutMs
    for (let failures = 0; ; failures++) {
      const outcome = await call()
      const failedAtMs = nowMs()
      if (signal.aborted || !isRetryable(outcome) || failedAtMs >= deadlineMs) return outcome
      const retryAtMs = failedAtMs + backoffMs(outcome, failures)
      const wakeAtMs = Math.min(retryAtMs, deadlineMs)
      await timer.wait(wakeAtMs - failedAtMs, outcome.is === 'unreachable' ? 'network' : 'time')
      if (signal.aborted) return outcome
      if (nowMs() > wakeAtMs + SLEPT_MS) deadlineMs = nowMs() + timeoutMs
      else if (outcome.is === 'refused' && wakeAtMs < retryAtMs) return outcome
    }
  }

  /**
   * @param {import('./read-response.js').Outcome} outcome
   * @param {number} failures number of earlier failures
   */
  function backoffMs (outcome, failures) {
    const spread = 1 + random() / 2
    const retryAfterSeconds = outcome.is === 'refused' ? outcome.refusal.retryAfterSeconds : undefined
    if (retryAfterSeconds !== undefined) return retryAfterSeconds * 1000 * spread
    return Math.min(INITIAL_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS) * spread
  }
}
