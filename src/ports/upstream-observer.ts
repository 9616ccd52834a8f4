import type { FaultCode } from '../domain/fault.js'

/** Told what happens between here and the upstream. Plain calls on the hot path: count, and return. */
export interface UpstreamObserver {
  readonly exchangeOpened: () => void
  readonly exchangeClosed: () => void
  /** A final head came, `seconds` after the request was handed over. */
  readonly headArrived: (seconds: number) => void
  readonly failed: (code: FaultCode) => void
  /** A request was sent a second time, because a reused connection had died under it. */
  readonly retried: () => void
  /** A request was taken to another place, because the one before could not be reached or died without a word. */
  readonly moved: () => void
  /** A request waits for a connection that another gives back. */
  readonly waitBegun: () => void
  readonly waitEnded: () => void
  /** A place is left out; `upstream` is its URL. */
  readonly lost: (upstream: string, error: Error) => void
  readonly back: (upstream: string, awayMs: number) => void
  readonly tunnelOpened: () => void
  readonly tunnelClosed: () => void
  /** Bytes of bodies and tunnels; a tunnel's are told when it closes. */
  readonly bytesToClient: (bytes: number) => void
  readonly bytesToUpstream: (bytes: number) => void
}

/** Where failures of the upstream are written down. */
export interface FailureLog {
  readonly warn: (fields: object, message: string) => void
}
