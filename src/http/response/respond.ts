import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { PAUSE_MS } from '../../domain/gate/throttle-ended.js'
import type { Refusal, RefusalReason } from '../../domain/refusal.js'
import { endResponse } from './end-response.js'
import { lingeringClose } from './lingering-close.js'

/** What clients are told for a reason. Codes are stable for ever: a new reason gets a new number. */
interface Answer {
  readonly code: number
  readonly status: number
  readonly message: string
  /** Seconds for Retry-After where the refusal itself does not know. */
  readonly retryAfterSeconds?: number
}

/** The one place of status codes. */
export const ANSWERS = {
  'session-missing': { code: 1, status: 401, message: 'No session: send X-Stream-Session' },
  'limit-reached': { code: 2, status: 401, message: 'Too many streams: the viewer already has as many live streams as the limit allows' },
  'token-unknown': { code: 3, status: 401, message: 'Token expired' },
  'token-missing': { code: 4, status: 401, message: 'No token: send X-Stream-Token, as /streams hands it out' },
  'token-of-another-session': { code: 5, status: 401, message: 'Token belongs to another session' },
  'stream-stopped': { code: 6, status: 401, message: 'The stream was stopped by the operator' },
  'too-many-acquires': { code: 8, status: 429, message: 'Too many calls: wait as long as Retry-After says', retryAfterSeconds: 1 },
  'store-unreachable': { code: 9, status: 503, message: 'The stream store cannot be reached', retryAfterSeconds: 2 },
  'upstream-unreachable': { code: 10, status: 502, message: 'The upstream gave no usable answer' },
  'upstream-too-slow': { code: 11, status: 504, message: 'The upstream did not answer in time' },
  malformed: { code: 12, status: 400, message: 'Malformed request' },
  'not-found': { code: 13, status: 404, message: 'Not found' },
  'method-not-allowed': { code: 14, status: 405, message: 'Method not allowed' },
  loop: { code: 15, status: 508, message: 'Loop: the request has passed this gate before' },
  'expectation-unknown': { code: 16, status: 417, message: 'Unknown expectation: only 100-continue is understood' },
  'head-too-large': { code: 17, status: 431, message: 'Request head too large' },
  'head-too-slow': { code: 18, status: 408, message: 'Request head not received in time' },
  'upstream-busy': { code: 20, status: 503, message: 'The upstream has too much to do', retryAfterSeconds: 1 },
  overloaded: { code: 21, status: 503, message: 'The gate has too much to do', retryAfterSeconds: 1 },
  'stream-overloaded': { code: 22, status: 429, message: 'Too many requests at once on one stream', retryAfterSeconds: 1 },
  'too-many-refusals': { code: 23, status: 429, message: 'The token is dead and keeps being asked for: acquire a new stream', retryAfterSeconds: PAUSE_MS / 1000 },
  internal: { code: 19, status: 500, message: 'Internal error' }
} as const satisfies Record<RefusalReason, Answer>

/** Reasons that concern the token of a gated request: their status is configurable. */
const OF_THE_TOKEN: ReadonlySet<RefusalReason> = new Set<RefusalReason>(['token-missing', 'token-unknown', 'stream-stopped', 'token-of-another-session'])

/** A finished answer: what goes on the wire but for framing. */
interface Finished {
  readonly status: number
  readonly fields: readonly string[]
  readonly body: Buffer
}

/** Says no. */
export interface Refuser {
  /** Answers a request with a refusal. Safe while its body is still coming in. */
  readonly refuse: (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void
  /** Answers on a bare socket and closes it: an upgrade, or something that was no request. */
  readonly refuseOnSocket: (socket: Duplex, refusal: Refusal) => void
}

export interface Responder extends Refuser {
  /** Says no to gated requests: where the token is to blame, with the configured status. */
  readonly gate: Refuser
  /** Answers with JSON; 200 unless told otherwise. */
  readonly sendJson: (response: ServerResponse, value: object, fields?: readonly string[], status?: 200 | 503) => void
  /** Answers 204. */
  readonly sendNothing: (response: ServerResponse, fields?: readonly string[]) => void
}

const NONE: readonly string[] = []
const NO_BYTES = Buffer.alloc(0)

type HeadersFor = (request: IncomingMessage) => readonly string[]

interface Observe { readonly refused: (refusal: Refusal, code: number) => void }

/**
 * Turns outcomes into answers. Every answer of the gate's own is `Cache-Control: no-store`.
 *
 * @param gateRefusalStatus status of gated requests refused for their token; some players retry 401 but not 403
 * @param observe told of each refusal, once
 * @param headersFor flat fields that stand on every answer to a request
 */
export function responder ({ gateRefusalStatus, observe, headersFor = () => NONE }: {
  gateRefusalStatus: number
  observe: Observe
  headersFor?: HeadersFor | undefined
}): Responder {
  return {
    ...refuser(observe, headersFor, reason => ANSWERS[reason].status),
    gate: refuser(observe, headersFor, reason => OF_THE_TOKEN.has(reason) ? gateRefusalStatus : ANSWERS[reason].status),
    sendJson,
    sendNothing
  }

  function sendJson (response: ServerResponse, value: object, fields: readonly string[] = [], status = 200): void {
    const body = Buffer.from(JSON.stringify(value))
    response.writeHead(status, ['Content-Type', 'application/json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store', ...fields, ...headersFor(response.req)])
    endResponse(response.req, response, body)
  }

  function sendNothing (response: ServerResponse, fields: readonly string[] = []): void {
    response.writeHead(204, ['Cache-Control', 'no-store', ...fields, ...headersFor(response.req)])
    endResponse(response.req, response, NO_BYTES)
  }
}

function refuser (observe: Observe, headersFor: HeadersFor, statusOf: (reason: RefusalReason) => number): Refuser {
  // Refusals are a hot path: players that were refused keep asking. Those without particulars are made once.
  const ready = new Map<RefusalReason, Finished>()
  for (const reason of Object.keys(ANSWERS) as RefusalReason[]) ready.set(reason, finish({ refused: reason }, statusOf(reason)))

  return { refuse, refuseOnSocket }

  function refuse (request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    observe.refused(refusal, ANSWERS[refusal.refused].code)
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const { status, fields, body } = finishedFor(refusal)
    const more = headersFor(request)
    response.writeHead(status, (more.length === 0 ? fields : [...fields, ...more]) as string[])
    endResponse(request, response, body)
  }

  function refuseOnSocket (socket: Duplex, refusal: Refusal): void {
    observe.refused(refusal, ANSWERS[refusal.refused].code)
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const { status, fields, body } = finishedFor(refusal)
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${new Date().toUTCString()}\r\nConnection: close\r\n`
    for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`
    socket.write(Buffer.concat([Buffer.from(head + '\r\n', 'latin1'), body]))
    // An upgrade's socket is paused, and would never notice that the client has gone.
    socket.resume()
    lingeringClose(socket)
  }

  function finishedFor (refusal: Refusal): Finished {
    const { detail, retryAfterSeconds, allow, limit } = refusal
    const plain = detail === undefined && retryAfterSeconds === undefined && allow === undefined && limit === undefined
    return (plain ? ready.get(refusal.refused) : undefined) ?? finish(refusal, statusOf(refusal.refused))
  }
}

function finish (refusal: Refusal, status: number): Finished {
  const answer: Answer = ANSWERS[refusal.refused]
  const { code } = answer
  const message = refusal.detail === undefined ? answer.message : `${answer.message}: ${refusal.detail}`
  const body = Buffer.from(JSON.stringify({ errors: [{ code, message }] }))
  const fields = ['Content-Type', 'application/json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store', 'X-Stream-Error', String(code)]
  // RFC 9110 section 15.5.2 wants a challenge; a private scheme opens no login prompt.
  if (status === 401) fields.push('WWW-Authenticate', 'StreamToken')
  const retryAfterSeconds = refusal.retryAfterSeconds ?? answer.retryAfterSeconds
  if (retryAfterSeconds !== undefined) fields.push('Retry-After', String(retryAfterSeconds))
  if (refusal.allow !== undefined) fields.push('Allow', refusal.allow)
  if (refusal.limit !== undefined) fields.push('X-Stream-Limit', String(refusal.limit))
  return { status, fields, body }
}
