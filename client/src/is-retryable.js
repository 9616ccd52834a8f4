/**
 * Whether the same question can be answered otherwise a moment later.
 *
 * @param {import('./read-response.js').Outcome} outcome
 */
export function isRetryable (outcome) {
  if (outcome.is !== 'refused') return outcome.is === 'unreachable'
  const { status, code } = outcome.refusal
  // What has no code is not the gate's word: a load balancer's, say, while gates are being replaced.
  return status >= 500 || status === 429 || (code === undefined && status !== 401)
}
