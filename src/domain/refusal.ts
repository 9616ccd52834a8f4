/**
 * Every reason for a refusal. A refusal is an expected outcome and never thrown. One table, in
 * http/response/error-table.ts, maps reasons to status and code; it does not compile while a reason is missing.
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

/** An expected refusal. */
export interface Refusal {
  readonly refused: RefusalReason
  /** What is wrong and what to do, where the reason is not enough. Never contains a secret. */
  readonly detail?: string
  /** Seconds after which a retry can succeed. */
  readonly retryAfterSeconds?: number
  /** Allowed methods, when the method was not allowed. */
  readonly allow?: string
  /** The limit that was reached. */
  readonly limit?: number
}

/** Whether an outcome is a refusal. */
export function isRefusal (outcome: object | undefined): outcome is Refusal {
  return outcome !== undefined && 'refused' in outcome
}
