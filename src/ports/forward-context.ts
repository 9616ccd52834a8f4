import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Fault } from '../domain/fault.js'
import type { Refusal } from '../domain/refusal.js'
import type { Viewer } from '../domain/stream.js'

/** What the proxy is told about a request that may pass. */
export interface ForwardContext {
  /** Origin-form target, the very bytes that were checked; forwarded verbatim. */
  readonly target: string
  /** Host to present, from the Host field or an absolute-form target; undefined when the client gave none. */
  readonly host: string | undefined
  /** Who watches: becomes the only X-Stream-Session. Undefined on a public path: then there is none. */
  readonly viewer: Viewer | undefined
  /** Becomes X-Request-Id. */
  readonly requestId: string
  /** What the response says besides the upstream's own fields; undefined for nothing. */
  readonly responseHeaders?: ResponseHeaders | undefined
  /** What the URIs of a manifest shall carry in their query, as `name=value`; undefined: it passes as it is. */
  readonly manifestQuery?: string | undefined
  /** What stood in front of the path and was taken off, as `/~TOKEN`; undefined: nothing. */
  readonly tokenPrefix?: string | undefined
}

/** The gate's own word on a response of the upstream. */
export interface ResponseHeaders {
  /** Flat names and values. */
  readonly fields: readonly string[]
  /** Names, in lower case, of fields of the upstream that these stand in for. */
  readonly replaced: ReadonlySet<string>
}

/** Called at most once, and only while nothing was sent to the client: whoever refuses writes the answer. */
export type Refuse = (refusal: Refusal, fault: Fault | undefined) => void

/**
 * Carries a request to the upstream and its response back. Once the head of a response was sent, a
 * failure destroys the client's connection, so that the message is visibly cut short.
 */
export type Forward = (request: IncomingMessage, response: ServerResponse, context: ForwardContext, refuse: Refuse) => void

/** Carries a WebSocket: the handshake, or the upstream's refusal of it, and then bytes both ways. */
export type Tunnel = (request: IncomingMessage, socket: Duplex, head: Buffer, context: ForwardContext, refuse: Refuse) => void
