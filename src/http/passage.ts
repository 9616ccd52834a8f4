import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Fault } from '../domain/fault.js'
import type { Refusal } from '../domain/refusal.js'
import type { Viewer } from '../domain/stream.js'

/** What the proxy is told about a request that may pass. */
export interface Passage {
  /** Origin-form target, the very bytes that were checked. */
  readonly target: string
  /** Host to present; undefined when the client gave none. */
  readonly host: string | undefined
  /** Who watches; undefined on a public path. */
  readonly viewer: Viewer | undefined
  readonly requestId: string
  /** What the response says besides the upstream's own fields; undefined for nothing. */
  readonly onResponse?: OnResponse | undefined
  /** What the URIs of a manifest shall carry in their query, as `name=value`; undefined: it passes as it is. */
  readonly manifestQuery?: string | undefined
  /** What stood in front of the path and was taken off, as `/~TOKEN`; undefined: nothing. */
  readonly tokenPrefix?: string | undefined
}

/** The gate's own word on a response of the upstream. */
export interface OnResponse {
  /** Flat names and values. */
  readonly fields: readonly string[]
  /** Names, in lower case, of fields of the upstream that these stand in for. */
  readonly replaced: ReadonlySet<string>
}

/** Called at most once, and only while nothing was sent to the client. */
export type Refuse = (refusal: Refusal, fault: Fault | undefined) => void

/** Carries a request to the upstream and its response back. */
export type Forward = (request: IncomingMessage, response: ServerResponse, passage: Passage, refuse: Refuse) => void

/** Carries a WebSocket to the upstream. */
export type Tunnel = (request: IncomingMessage, socket: Duplex, head: Buffer, passage: Passage, refuse: Refuse) => void
