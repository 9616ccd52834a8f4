/** How requests for video carry the token. The gate must allow all but `header`. */
export type Transport = 'header' | 'path' | 'cookie' | 'query'

export interface StreamOptions {
  /** URL of the gate, absolute or relative to the page. Its path is a prefix of all others. */
  readonly gate: string | URL
  /** The viewer's session, sent as `X-Stream-Session`. */
  readonly session: string
  /** Id of this device, sent as `X-Stream-Device`: acquiring again on it takes over its stream. Use one page per device. */
  readonly device?: string | undefined
  /** @defaultValue 'header' */
  readonly transport?: Transport | undefined
  /** As configured on the gate. @defaultValue '/streams' */
  readonly streamsPath?: string | undefined
  /** Name of the token in queries, as configured on the gate. @defaultValue 'stream_token' */
  readonly parameter?: string | undefined
  /** Replaces the browser's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Why the gate refused a stream. */
export interface Refusal {
  /** Error code of the gate, stable for ever: 2 is "too many streams". Undefined if the response is not from a gate. */
  readonly code: number | undefined
  readonly message: string
  readonly status: number
  /** Seconds after which a retry can succeed. */
  readonly retryAfterSeconds: number | undefined
}

/** A granted or renewed stream. */
export interface Lease {
  readonly token: string
  /** Seconds until it expires unless renewed. */
  readonly expiresInSeconds: number
  /** Streams the viewer may have at once. */
  readonly limit: number | undefined
  /** Streams the viewer has, this one included; undefined if the gate does not know. */
  readonly active: number | undefined
}

/**
 * Why a stream ended. `released`: another holder of the token released it, or the gate lost it. `stopped`: an operator or another
 * device ended it, see the message. `refused`: the gate rejects the session. `unreachable`: no gate responded before the
 * stream's expiry.
 */
export type EndReason = 'released' | 'stopped' | 'refused' | 'unreachable'

export interface StreamEvent<Detail> extends Event {
  readonly detail: Detail
}

export interface StreamEvents {
  /** A stream was acquired. `resumed`: it replaces one that was lost while the page slept or was left; the token can differ. */
  readonly started: StreamEvent<Lease & { readonly resumed: boolean }>
  readonly renewed: StreamEvent<Lease>
  /** No stream was granted. `resumed`: the page slept or was left, and its stream has ended. */
  readonly refused: StreamEvent<Refusal & { readonly resumed: boolean }>
  /** The stream ended without the page releasing it. */
  readonly ended: StreamEvent<{ readonly reason: EndReason, readonly code: number | undefined, readonly message: string }>
  /** The stream was released. `leaving`: because the user left the page; if the page returns, a stream is acquired again. */
  readonly released: StreamEvent<{ readonly leaving: boolean }>
}

/** The stream of a page. It sends nothing before `start`. */
export interface Stream extends EventTarget {
  /** The secret of the live stream; undefined while there is none. It can change: read it for each request. */
  readonly token: string | undefined
  readonly state: 'idle' | 'live' | 'ended'
  /** The credentials mode for `fetch` and players. */
  readonly credentials: 'include' | 'same-origin'
  /**
   * Acquires a stream and renews it from then on. Concurrent calls share one request; on a live stream it does nothing. Rejects
   * with `StreamRefused`, `StreamUnreachable`, or an `AbortError` if the stream is released meanwhile.
   */
  start (): Promise<void>
  /** Releases the stream; its slot is free once the promise resolves. Never rejects: if the gate is unreachable, the stream expires. */
  release (): Promise<void>
  /**
   * The absolute URL of a path on the gate, with the token if the transport puts it into the URL. Also accepts URLs, and returns
   * those of other servers unchanged.
   */
  url (pathOrUrl: string): string
  /** Headers for a request for video; empty unless the transport is `header`, and for URLs of other servers. */
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
  /** Runs `task` after `delayMs`, by the clock that is ahead. Returns a function that cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void
  /** Cancels all tasks and stops the Worker; `after` can be called again. */
  readonly close: () => void
}

/** What the client uses of its environment. */
export interface Environment {
  /** Target of `pagehide`, `pageshow`, `visibilitychange`, `resume` and `online`; undefined if there is no page. */
  readonly page: EventTarget | undefined
  /** Base of a relative `gate`. */
  readonly baseUrl: string | undefined
  readonly timers: Timers
  /** The time of day, because it advances while the machine sleeps. */
  readonly nowMs: () => number
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Whether `fetch` can outlive the page. */
  readonly supportsKeepalive: boolean
  readonly sendBeacon: ((url: string, body: string) => boolean) | undefined
}

/**
 * Creates a stream on a gate, without starting it. Throws a `TypeError` for invalid options.
 *
 * @param environment replaces parts of the browser environment
 */
export function openStream (options: StreamOptions, environment?: Partial<Environment>): Stream

/** The gate refused the stream. */
export class StreamRefused extends Error implements Refusal {
  readonly code: number | undefined
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  constructor (refusal: Refusal)
}

/** No gate responded. */
export class StreamUnreachable extends Error {
  readonly cause: unknown
  constructor (cause: unknown)
}
