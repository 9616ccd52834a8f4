import { isRetryable } from './is-retryable.js'

const INITIAL_BACKOFF_MS = 1000
const MAX_BACKOFF_MS = 10_000
/** A wait that took longer than it should by this was a sleep. */
const SLEPT_MS = 5000

/**
 * Asks again and again while the answer can change: ever more slowly, no sooner than the gate wants, until the
 * stream's end. When that has passed already, or passes in sleep, `timeoutMs` count from the waking: the
 * network often comes back last.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'>} deps
 */
export function retry ({ nowMs, random }) {
  /**
   * @param {() => Promise<import('./read-response.js').Outcome>} ask
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {{ endsAtMs?: number, timeoutMs: number }} bounds
   * @returns {Promise<import('./read-response.js').Outcome>} the last answer
   */
  return async (ask, { timer, signal }, { endsAtMs = -Infinity, timeoutMs }) => {
    let deadlineMs = nowMs() < endsAtMs ? endsAtMs : nowMs() + timeoutMs
    for (let failures = 0; ; failures++) {
      const outcome = await ask()
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
   * @param {number} failures before this one
   */
  function backoffMs (outcome, failures) {
    const spread = 1 + random() / 2
    const wantedSeconds = outcome.is === 'refused' ? outcome.refusal.retryAfterSeconds : undefined
    if (wantedSeconds !== undefined) return wantedSeconds * 1000 * spread
    return Math.min(INITIAL_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS) * spread
  }
}
