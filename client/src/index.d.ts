/** How the token travels with requests for video. The gate has to allow all but `header`. */
export type Transport = 'header' | 'path' | 'cookie' | 'query'

export interface StreamOptions {
  /** Where the gate is: an absolute URL, or one relative to the page. A path in it precedes all others. */
  readonly gate: string | URL
  /** Who is watching: sent as `X-Stream-Session`. */
  readonly session: string
  /** Id of this device, sent as `X-Stream-Device`: acquiring again on it takes its stream over. One page a device. */
  readonly device?: string | undefined
  /** @defaultValue 'header' */
  readonly transport?: Transport | undefined
  /** As configured on the gate. @defaultValue '/streams' */
  readonly streamsPath?: string | undefined
  /** Name of the token in queries, as configured on the gate. @defaultValue 'stream_token' */
  readonly parameter?: string | undefined
  /** Used instead of the browser's own. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** What the gate said no with. */
export interface Refusal {
  /** The gate's code, stable for ever: 2 is "too many streams". Undefined when somebody else answered in its place. */
  readonly code: number | undefined
  readonly message: string
  readonly status: number
  /** Seconds after which asking again can help. */
  readonly retryAfterSeconds: number | undefined
}

/** What the gate said of a living stream. */
export interface Lease {
  readonly token: string
  /** Seconds it lives unless renewed. */
  readonly expiresInSeconds: number
  /** Streams the viewer may have at once. */
  readonly limit: number | undefined
  /** Streams the viewer has, this one included; undefined when the gate could not tell. */
  readonly active: number | undefined
}

/**
 * Why a stream is no more. `released`: before its time, by somebody else who had the token, or the gate forgot it. `stopped`:
 * from outside, the message says by whom. `refused`: the gate does not take the call any more. `unreachable`:
 * nobody could be asked until the stream's end.
 */
export type EndReason = 'released' | 'stopped' | 'refused' | 'unreachable'

export interface StreamEvent<Detail> extends Event {
  readonly detail: Detail
}

export interface StreamEvents {
  /** A stream was acquired. `resumed`: in place of one that was lost while the page slept or was left; the token may be another. */
  readonly started: StreamEvent<Lease & { readonly resumed: boolean }>
  readonly renewed: StreamEvent<Lease>
  /** No stream was granted. `resumed`: after the page had slept or was left; the stream it had is no more. */
  readonly refused: StreamEvent<Refusal & { readonly resumed: boolean }>
  /** The stream is no more, against the page's will. */
  readonly ended: StreamEvent<{ readonly reason: EndReason, readonly code: number | undefined, readonly message: string }>
  /** The stream was given back. `leaving`: because the page was left; it is acquired again should the page return. */
  readonly released: StreamEvent<{ readonly leaving: boolean }>
}

/** A stream as a page holds it. Nothing is asked before `start`. */
export interface Stream extends EventTarget {
  /** The secret of the living stream; undefined while there is none. It can change: read it for each request. */
  readonly token: string | undefined
  readonly state: 'idle' | 'live' | 'ended'
  /** What to give `fetch` and players as mode of credentials. */
  readonly credentials: 'include' | 'same-origin'
  /**
   * Acquires a stream and keeps it from then on. Calls at one time are one; on a living stream it does nothing.
   * Rejects with `StreamRefused`, with `StreamUnreachable`, or with an `AbortError` if released meanwhile.
   */
  start (): Promise<void>
  /** Gives the stream back; its slot is free once the promise resolves. Never rejects: what cannot be said expires. */
  release (): Promise<void>
  /**
   * The absolute URL of a path on the gate, with the token in it where the transport puts it there. Takes URLs
   * too, and returns those of other servers unchanged.
   */
  url (pathOrUrl: string): string
  /** What to send with a request for video, empty unless the transport is `header`; for the URL of another server empty too. */
  headers (url?: string): Record<string, string>
  addEventListener<Name extends keyof StreamEvents> (
    type: Name,
    listener: (event: StreamEvents[Name]) => void,
    options?: boolean | { readonly once?: boolean, readonly signal?: AbortSignal }
  ): void
  addEventListener (...any: Parameters<EventTarget['addEventListener']>): void
}

/** Timers that are on time in hidden pages too. */
export interface Timers {
  /** Runs `task` after `delayMs` by whatever clock is ahead. Returns how to forget it. */
  readonly after: (delayMs: number, task: () => void) => () => void
  /** Forgets all tasks and gives up the Worker; `after` can be called again. */
  readonly close: () => void
}

/** What the client takes from the place it runs in. */
export interface Environment {
  /** What `pagehide`, `pageshow`, `visibilitychange`, `resume` and `online` reach; undefined where there is no page. */
  readonly page: EventTarget | undefined
  /** What a relative `gate` is relative to. */
  readonly baseUrl: string | undefined
  readonly timers: Timers
  /** The time of day, for it goes on while the machine sleeps. */
  readonly nowMs: () => number
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Whether `fetch` can outlive the page. */
  readonly supportsKeepalive: boolean
  readonly sendBeacon: ((url: string, body: string) => boolean) | undefined
}

/**
 * A stream on a gate, not started yet. Throws a `TypeError` for options that cannot work.
 *
 * @param environment replaces parts of the browser
 */
export function openStream (options: StreamOptions, environment?: Partial<Environment>): Stream

/** The gate said no. */
export class StreamRefused extends Error implements Refusal {
  readonly code: number | undefined
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  constructor (refusal: Refusal)
}

/** No gate answered. */
export class StreamUnreachable extends Error {
  readonly cause: unknown
  constructor (cause: unknown)
}
