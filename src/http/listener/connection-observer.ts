/** How a connection too many ended: another closed to make room for it, told so, or let go without a word. */
export type TurnedAway = 'evicted' | 'rejected' | 'dropped'

/** Why a client was cut: it takes nothing of what waits for it, or does not go on with its request's body. */
export type ClientCut = 'stalled' | 'body_paused'

/** What is told of a listener's connections. */
export interface ConnectionObserver {
  readonly opened: () => void
  readonly closed: () => void
  readonly turnedAway: (how: TurnedAway) => void
  readonly cut: (why: ClientCut) => void
}

/** Nobody watches. */
export const UNOBSERVED: ConnectionObserver = { opened () {}, closed () {}, turnedAway () {}, cut () {} }
