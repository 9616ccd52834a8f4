/**
 * How a connection beyond the limit was refused. `evicted`: an idle connection was closed to make room for it.
 * `rejected`: it got a 503. `dropped`: it was reset without a response.
 */
export type RefusedHow = 'evicted' | 'rejected' | 'dropped'

/** Why a client was aborted: it does not read its response (`stalled`), or does not continue its request body. */
export type AbortReason = 'stalled' | 'body_paused'

/** Called for events of a listener's connections. */
export interface ConnectionObserver {
  readonly opened: () => void
  readonly closed: () => void
  readonly refused: (how: RefusedHow) => void
  readonly aborted: (why: AbortReason) => void
}

/** Observes nothing. */
export const UNOBSERVED: ConnectionObserver = { opened () {}, closed () {}, refused () {}, aborted () {} }
