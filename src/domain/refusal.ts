/**
 * Every reason for which the house says no. A refusal is an expected answer, never thrown; what
 * status and code it gets is decided in one place, http/respond.ts, which does not compile while
 * a reason has no answer.
 */
export type RefusalReason =
  | 'session-missing'
  | 'limit-reached'
  | 'token-unknown'
  | 'too-many-refusals'
  | 'stream-stopped'
  | 'token-missing'
  | 'token-of-another-session'
  | 'too-many-acquires'
  | 'store-unreachable'
  | 'upstream-unreachable'
  | 'upstream-too-slow'
  | 'upstream-busy'
  | 'malformed'
  | 'not-found'
  | 'method-not-allowed'
  | 'loop'
  | 'expectation-unknown'
  | 'head-too-large'
  | 'head-too-slow'
  | 'overloaded'
  | 'stream-overloaded'
  | 'internal'

/** An expected no. */
export interface Refusal {
  readonly refused: RefusalReason
  /** What was wrong and what to do, where the reason alone does not say it. Never quotes a secret. */
  readonly detail?: string
  /** Seconds after which asking again can help. */
  readonly retryAfterSeconds?: number
  /** Methods that would have been accepted, for a method that was not. */
  readonly allow?: string
  /** The limit that was reached. */
  readonly limit?: number
}

/** Tells a refusal from any other outcome. */
export function isRefusal (outcome: object | undefined): outcome is Refusal {
  return outcome !== undefined && 'refused' in outcome
}
