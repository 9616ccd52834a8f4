import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Fault } from '../domain/fault.js'
import type { Refusal } from '../domain/refusal.js'
import type { Viewer } from '../domain/stream.js'

/** What the proxy needs to know about an admitted request. */
export interface ForwardContext {
  /** Origin-form target: exactly the bytes that were checked. They are forwarded unchanged. */
  readonly target: string
  /** From the Host header or an absolute-form target; undefined when the client sent neither. */
  readonly host: string | undefined
  /** Becomes X-Stream-Session. Undefined on a public path: the header is removed. */
  readonly viewer: Viewer | undefined
  /** Becomes X-Request-Id. */
  readonly requestId: string
  /** Headers that the gate adds to the upstream's response; undefined adds none. */
  readonly responseHeaders?: ResponseHeaders | undefined
  /** Query parameter, as `name=value`, to add to the URIs of a manifest; undefined leaves manifests unchanged. */
  readonly manifestQuery?: string | undefined
  /** Token prefix that was removed from the path, as `/~TOKEN`; undefined when there was none. */
  readonly tokenPrefix?: string | undefined
}

/** Headers that the gate adds to a response of the upstream. */
export interface ResponseHeaders {
  /** Flat names and values. */
  readonly headers: readonly string[]
  /** Lower-case names of the upstream's headers that these replace. */
  readonly replaced: ReadonlySet<string>
}

/** Called at most once, and only while nothing has been sent to the client. The callee writes the response. */
export type Refuse = (refusal: Refusal, fault: Fault | undefined) => void

/**
 * Forwards a request to the upstream and the response to the client. After the head of the response was sent, a
 * failure destroys the client's connection, so that the client can see that the message is incomplete.
 */
export type Forward = (request: IncomingMessage, response: ServerResponse, context: ForwardContext, refuse: Refuse) => void

/** Forwards a WebSocket: the handshake, or the upstream's refusal of it, and then bytes in both directions. */
export type Tunnel = (request: IncomingMessage, socket: Duplex, head: Buffer, context: ForwardContext, refuse: Refuse) => void
