/** How a connection too many ended: another closed to make room for it, told so, or let go without a word. */
export type RefusedHow = 'evicted' | 'rejected' | 'dropped'

/** Why a client was cut: it takes nothing of what waits for it, or does not go on with its request's body. */
export type AbortReason = 'stalled' | 'body_paused'

/** What is told of a listener's connections. */
export interface ConnectionObserver {
  readonly opened: () => void
  readonly closed: () => void
  readonly refused: (how: RefusedHow) => void
  readonly aborted: (why: AbortReason) => void
}

/** Nobody watches. */
export const UNOBSERVED: ConnectionObserver = { opened () {}, closed () {}, refused () {}, aborted () {} }
