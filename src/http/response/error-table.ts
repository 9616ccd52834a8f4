import { STREAK_RESET_MS } from '../../domain/gate/throttle-ended.js'
import type { RefusalReason } from '../../domain/refusal.js'

/** The response to a refusal, and its row in docs/API.md. */
export interface ErrorRow {
  /** Stable for ever: a new reason gets a new number. */
  readonly code: number
  readonly status: number
  readonly message: string
  /** Seconds for Retry-After when the refusal itself gives none. */
  readonly retryAfterSeconds?: number
  /** When clients get it. Markdown. */
  readonly when: string
  /** What a client should do. Markdown. */
  readonly action: string
}

/** One row for each reason. The only place of codes, statuses and messages. */
export const ERRORS = {
  'session-missing': {
    code: 1,
    status: 401,
    message: 'No session: send X-Stream-Session',
    when: 'The request has no session.',
    action: 'Send `X-Stream-Session`.'
  },
  'limit-reached': {
    code: 2,
    status: 401,
    message: 'Too many streams: the viewer already has as many live streams as the limit allows',
    when: 'The viewer already has as many live streams as the limit allows.',
    action: 'Let the viewer end another stream, then acquire again.'
  },
  'token-unknown': {
    code: 3,
    status: 401,
    message: 'Token expired',
    when: 'The token has expired, was released, or never existed.',
    action: 'Acquire a new stream.'
  },
  'token-missing': {
    code: 4,
    status: 401,
    message: 'No token: acquire a stream at /streams and send its token in X-Stream-Token',
    when: 'The request has no token.',
    action: 'Acquire a stream and send its token in `X-Stream-Token`.'
  },
  'token-of-another-session': {
    code: 5,
    status: 401,
    message: 'Token belongs to another session',
    when: 'The token belongs to another session.',
    action: 'Send the session that acquired the stream, or acquire a new stream.'
  },
  'stream-stopped': {
    code: 6,
    status: 401,
    message: 'The stream was stopped by the operator',
    when: 'The operator has stopped the stream.',
    action: 'Stop the player and show the reason. Acquire a new stream only when the viewer asks for it.'
  },
  'too-many-acquires': {
    code: 8,
    status: 429,
    message: 'Too many calls: wait for the time in Retry-After',
    retryAfterSeconds: 1,
    when: 'The viewer acquires streams faster than the rate limit allows.',
    action: 'Wait for the time in `Retry-After`.'
  },
  'store-unreachable': {
    code: 9,
    status: 503,
    message: 'The stream store is unavailable',
    retryAfterSeconds: 2,
    when: 'The stream store is unavailable.',
    action: 'Retry after `Retry-After`. Running streams are not lost.'
  },
  'upstream-unreachable': {
    code: 10,
    status: 502,
    message: 'The upstream failed: no connection, or no valid response',
    when: 'The gate could not connect to the upstream, or got no valid response.',
    action: 'Retry with exponential backoff.'
  },
  'upstream-too-slow': {
    code: 11,
    status: 504,
    message: 'The upstream did not respond in time',
    when: 'The upstream did not respond in time.',
    action: 'Retry with exponential backoff.'
  },
  malformed: {
    code: 12,
    status: 400,
    message: 'Malformed request',
    when: 'The request is malformed. The message says which part and why.',
    action: 'Correct the request. The same request fails again.'
  },
  'not-found': {
    code: 13,
    status: 404,
    message: 'Not found',
    when: 'No upstream is configured, and the gate itself does not serve the path.',
    action: 'Check the path.'
  },
  'method-not-allowed': {
    code: 14,
    status: 405,
    message: 'Method not allowed',
    when: 'The resource does not support the method.',
    action: 'Use a method that `Allow` lists.'
  },
  loop: {
    code: 15,
    status: 508,
    message: 'Loop detected: the request has passed this gate before',
    when: 'The request has passed this gate before.',
    action: 'Nothing. The operator has a routing loop: the upstream leads back to the gate.'
  },
  'expectation-unknown': {
    code: 16,
    status: 417,
    message: 'Unsupported expectation: only 100-continue is supported',
    when: '`Expect` has another value than `100-continue`.',
    action: 'Omit `Expect`.'
  },
  'head-too-large': {
    code: 17,
    status: 431,
    message: 'Request headers too large',
    when: 'The request line and headers are larger than `MAX_HEAD_BYTES`.',
    action: 'Send fewer or shorter headers.'
  },
  'head-too-slow': {
    code: 18,
    status: 408,
    message: 'Request headers not received in time',
    when: 'The request line and headers did not arrive in time.',
    action: 'Retry on a new connection.'
  },
  internal: {
    code: 19,
    status: 500,
    message: 'Internal error',
    when: 'The gate itself failed.',
    action: 'Retry with exponential backoff, and report it to the operator.'
  },
  'upstream-busy': {
    code: 20,
    status: 503,
    message: 'The upstream connection limit is reached and its queue is full',
    retryAfterSeconds: 1,
    when: 'The upstream connection limit is reached and its queue is full.',
    action: 'Retry after `Retry-After`. Running streams are not lost.'
  },
  overloaded: {
    code: 21,
    status: 503,
    message: 'The gate is overloaded: a limit on connections, requests or store lookups is reached',
    retryAfterSeconds: 1,
    when: 'The gate has reached its limit of connections, requests or store lookups.',
    action: 'Retry after `Retry-After`. Running streams are not lost.'
  },
  'stream-overloaded': {
    code: 22,
    status: 429,
    message: 'Too many concurrent requests on one stream',
    retryAfterSeconds: 1,
    when: 'The stream has reached its limit of concurrent requests.',
    action: 'Wait until some of them end. Play one video per stream.'
  },
  'too-many-refusals': {
    code: 23,
    status: 429,
    message: 'Too many requests with an ended token: acquire a new stream',
    retryAfterSeconds: STREAK_RESET_MS / 1000,
    when: 'Too many consecutive requests with a token of code 3.',
    action: 'Stop the player, and acquire a new stream.'
  }
} as const satisfies Record<RefusalReason, ErrorRow>
