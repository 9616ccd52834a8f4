/** The words of the house. Everything else is spelled with these and nothing else. */

/** The credential a client presents: 1 to 4096 visible ASCII characters. */
export type Session = string

/** Whom the limit applies to; what a session resolves to. */
export type Viewer = string

/** The bearer secret of one stream: a lower-case, version-4-shaped UUID. */
export type Token = string

/** Client-chosen id of a device: acquiring again on it resumes its stream. */
export type Device = string

/** What a store knows of a live stream at the moment it was asked. */
export interface Stream {
  readonly token: Token
  readonly viewer: Viewer
  /** Milliseconds of life that were left when the store answered. Always above 0. */
  readonly remainingMs: number
  /** What the store needs to restore the stream should it lose it, and nobody else reads; undefined when it cannot. */
  readonly restoreState?: string | undefined
}

/** Why a stream that was alive is no more. */
export type EndReason = 'released' | 'stopped' | 'expired'

/** One stream that ended, as every gate is told. */
export interface Ended {
  readonly token: Token
  readonly reason: EndReason
}
