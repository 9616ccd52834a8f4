import type { RefusalReason } from '../../domain/refusal.js'
import type { EndReason, Token, Viewer } from '../../domain/stream.js'

/** One log event. */
export interface EventRow {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly message: string
  /** Maximum number of lines per second; further lines are counted and reported in one line. Undefined is unlimited. */
  readonly perSecond?: number
}

/**
 * All log events. None is written for an allowed request. Events that traffic can repeat are rate-limited, so that an
 * outage does not flood the log; only those at level debug are not.
 */
export const EVENTS = {
  listening: { level: 'info', message: 'listening' },
  keptInMemory: { level: 'warn', message: 'streams are stored in the memory of this process, so it must be the only gate; configure Redis to run several' },
  workerStarted: { level: 'info', message: 'worker started' },
  workerLost: { level: 'error', message: 'worker exited unexpectedly, starting a replacement' },
  workerUnresponsive: { level: 'error', message: 'worker unresponsive, killing it' },
  failOpenEnabled: { level: 'warn', message: '--store-outage allow: the gate fails open while Redis is unavailable, so anyone who can make Redis unavailable bypasses the limit' },
  stopped: { level: 'info', message: 'stopped' },
  storeLost: { level: 'error', message: 'store unavailable', perSecond: 1 },
  storeBack: { level: 'info', message: 'store available again', perSecond: 1 },
  failingOpen: { level: 'error', message: 'failing open: the store is unavailable, every request is allowed and the limit is not enforced' },
  limitEnforced: { level: 'info', message: 'the limit is enforced again' },
  streamAcquired: { level: 'debug', message: 'stream acquired' },
  streamReleased: { level: 'debug', message: 'stream released' },
  streamStopped: { level: 'info', message: 'stream stopped', perSecond: 10 },
  streamRefused: { level: 'info', message: 'stream refused', perSecond: 10 },
  playbackReported: { level: 'info', message: 'playback reported by the player (CMCD)', perSecond: 10 },
  exchangeAborted: { level: 'info', message: 'exchange aborted: its stream ended', perSecond: 10 },
  connectionRefused: { level: 'warn', message: 'connection limit reached', perSecond: 1 },
  clientAborted: { level: 'info', message: 'client connection aborted', perSecond: 10 },
  upstreamFailed: { level: 'warn', message: 'upstream failed', perSecond: 10 },
  upstreamEjected: { level: 'error', message: 'upstream endpoint ejected', perSecond: 10 },
  upstreamReadmitted: { level: 'info', message: 'upstream endpoint readmitted', perSecond: 10 },
  fault: { level: 'error', message: 'fault', perSecond: 10 },
  // Written at the level of the suppressed lines.
  linesSuppressed: { level: 'warn', message: 'log lines suppressed' }
} as const satisfies Record<string, EventRow>

export type EventName = keyof typeof EVENTS

interface ListeningAt { readonly host: string, readonly port: number }

/**
 * The fields of each event. A `token` is logged as the public id of its stream, a `viewer` as a short hash, and an
 * `error` as its code, message and causes, with the stack if it is a bug.
 */
export interface EventFields {
  readonly listening: { readonly public: ListeningAt, readonly admin: ListeningAt, readonly store: string, readonly version: string }
  readonly keptInMemory: Readonly<Record<string, never>>
  readonly failOpenEnabled: Readonly<Record<string, never>>
  readonly workerStarted: { readonly worker: number, readonly pid: number | undefined }
  readonly workerLost: { readonly worker: number, readonly how: string }
  readonly workerUnresponsive: { readonly worker: number }
  /** `aborted`: connections that had not finished. */
  readonly stopped: { readonly aborted: number }
  readonly storeLost: { readonly error: unknown }
  readonly storeBack: { readonly unavailableMs: number }
  readonly failingOpen: { readonly failingOpenMs: number }
  readonly limitEnforced: { readonly failingOpenMs: number }
  readonly streamAcquired: { readonly token: Token, readonly viewer: Viewer, readonly active: number, readonly resumed: boolean }
  readonly streamReleased: { readonly token: Token, readonly viewer: Viewer | undefined }
  readonly streamStopped: { readonly token: Token, readonly viewer: Viewer }
  readonly streamRefused: { readonly viewer: Viewer, readonly reason: RefusalReason }
  /** Reported by the player: `sid` identifies the playback, `cid` the content. */
  readonly playbackReported: { readonly token: Token, readonly viewer: Viewer | undefined, readonly sid: string | undefined, readonly cid: string | undefined }
  readonly exchangeAborted: { readonly token: Token, readonly viewer: Viewer | undefined, readonly reason: EndReason }
  readonly connectionRefused: { readonly how: 'evicted' | 'rejected' | 'dropped' }
  readonly clientAborted: { readonly why: 'stalled' | 'body_paused' }
  readonly upstreamFailed: { readonly error: unknown, readonly requestId: string | undefined, readonly outcome: string }
  readonly upstreamEjected: { readonly upstream: string, readonly error: unknown }
  readonly upstreamReadmitted: { readonly upstream: string, readonly ejectedMs: number }
  readonly fault: { readonly error: unknown }
  readonly linesSuppressed: { readonly of: EventName, readonly lines: number }
}
