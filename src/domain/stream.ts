/** The credential a client presents: 1 to 4096 visible ASCII characters. */
export type Session = string

/** The party that the limit applies to; what a session resolves to. */
export type Viewer = string

/** The bearer secret of one stream: a lower-case, version-4-shaped UUID. */
export type Token = string

/** Client-chosen id of a device: acquiring again on it resumes its live stream. */
export type Device = string

/** A live stream as the store returns it. */
export interface Stream {
  readonly token: Token
  readonly viewer: Viewer
  /** Remaining milliseconds when the store responded. Always above 0. */
  readonly remainingMs: number
  /** Opaque state with which the store can restore the stream after losing it; undefined when it cannot. */
  readonly restoreState?: string | undefined
}

/** Why a stream has ended. */
export type EndReason = 'released' | 'stopped' | 'expired'

/** An ended stream, as it is published to every gate. */
export interface Ended {
  readonly token: Token
  readonly reason: EndReason
}
