/**
 * Whether the same call can succeed a moment later.
 *
 * @param {import('./read-response.js').Outcome} outcome
 */
export function isRetryable (outcome) {
  if (outcome.is !== 'refused') return outcome.is === 'unreachable'
  const { status, code } = outcome.refusal
  // An error without a code is not from the gate: a load balancer sends it, for example while gates are being replaced.
  return status >= 500 || status === 429 || (code === undefined && status !== 401)
}
