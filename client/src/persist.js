import { canChange } from './can-change.js'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** A wait that took longer than it should by this was a sleep. */
const SLEPT_MS = 5000

/**
 * Asks again and again while the answer can change: ever more slowly, no sooner than the gate wants, until the
 * stream's end. When that has passed already, or passes in sleep, `patienceMs` count from the waking: the
 * network often comes back last.
 *
 * @param {Pick<import('./index.js').Environment, 'nowMs' | 'random'>} deps
 */
export function persist ({ nowMs, random }) {
  /**
   * @param {() => Promise<import('./read-answer.js').Outcome>} ask
   * @param {import('./open-life.js').Life} life
   * @param {{ endsAtMs?: number, patienceMs: number }} bounds
   * @returns {Promise<import('./read-answer.js').Outcome>} the last answer
   */
  return async (ask, { alarm, signal }, { endsAtMs = -Infinity, patienceMs }) => {
    let giveUpAtMs = nowMs() < endsAtMs ? endsAtMs : nowMs() + patienceMs
    for (let failures = 0; ; failures++) {
      const outcome = await ask()
      const failedAtMs = nowMs()
      if (signal.aborted || !canChange(outcome) || failedAtMs >= giveUpAtMs) return outcome
      const askAgainAtMs = failedAtMs + pauseMs(outcome, failures)
      const wakeAtMs = Math.min(askAgainAtMs, giveUpAtMs)
      await alarm.wait(wakeAtMs - failedAtMs, outcome.is === 'unreachable' ? 'network' : 'time')
      if (signal.aborted) return outcome
      if (nowMs() > wakeAtMs + SLEPT_MS) giveUpAtMs = nowMs() + patienceMs
      else if (outcome.is === 'refused' && wakeAtMs < askAgainAtMs) return outcome
    }
  }

  /**
   * @param {import('./read-answer.js').Outcome} outcome
   * @param {number} failures before this one
   */
  function pauseMs (outcome, failures) {
    const spread = 1 + random() / 2
    const wantedSeconds = outcome.is === 'refused' ? outcome.refusal.retryAfterSeconds : undefined
    if (wantedSeconds !== undefined) return wantedSeconds * 1000 * spread
    return Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * spread
  }
}
