import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal, RefusalReason } from '../../domain/refusal.js'
import { endResponse } from './end-response.js'
import { type ErrorRow, ERRORS } from './error-table.js'
import { lingeringClose } from './lingering-close.js'

/** Reasons that concern the token of a gated request: their status is configurable. */
const TOKEN_REASONS: ReadonlySet<RefusalReason> = new Set<RefusalReason>(['token-missing', 'token-unknown', 'stream-stopped', 'token-of-another-session'])

/** A response without its framing. */
interface Rendered {
  readonly status: number
  /** Flat names and values. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

export interface Refuser {
  /** Responds to a request with a refusal. Safe while the body of the request still arrives. */
  readonly refuse: (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void
  /** Writes a refusal to a bare socket and closes it: for an upgrade, or for bytes that are not a request. */
  readonly refuseOnSocket: (socket: Duplex, refusal: Refusal) => void
}

export interface Responder extends Refuser {
  /** Refuses gated requests: a refusal of the token has the configured status. */
  readonly gate: Refuser
  /** Responds with JSON. `status` is 200 by default. `headers` are flat names and values. */
  readonly sendJson: (response: ServerResponse, value: object, headers?: readonly string[], status?: 200 | 503) => void
  /** Responds with 204 No Content. */
  readonly sendNothing: (response: ServerResponse, headers?: readonly string[]) => void
}

const NONE: readonly string[] = []
const NO_BYTES = Buffer.alloc(0)

type HeadersFor = (request: IncomingMessage) => readonly string[]

interface Observe { readonly refused: (refusal: Refusal, code: number) => void }

/**
 * Turns outcomes into responses of the gate's own, each with `Cache-Control: no-store`.
 *
 * @param gateRefusalStatus status of gated requests that are refused for their token; some players retry 401 but not 403
 * @param observe called once for each refusal
 * @param headersFor flat names and values of headers for every response to a request
 */
export function responder ({ gateRefusalStatus, observe, headersFor = () => NONE }: {
  gateRefusalStatus: number
  observe: Observe
  headersFor?: HeadersFor | undefined
}): Responder {
  return {
    ...refuser(observe, headersFor, reason => ERRORS[reason].status),
    gate: refuser(observe, headersFor, reason => TOKEN_REASONS.has(reason) ? gateRefusalStatus : ERRORS[reason].status),
    sendJson,
    sendNothing
  }

  function sendJson (response: ServerResponse, value: object, headers: readonly string[] = [], status = 200): void {
    const body = Buffer.from(JSON.stringify(value))
    response.writeHead(status, ['Content-Type', 'application/json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store', ...headers, ...headersFor(response.req)])
    endResponse(response.req, response, body)
  }

  function sendNothing (response: ServerResponse, headers: readonly string[] = []): void {
    response.writeHead(204, ['Cache-Control', 'no-store', ...headers, ...headersFor(response.req)])
    endResponse(response.req, response, NO_BYTES)
  }
}

function refuser (observe: Observe, headersFor: HeadersFor, statusOf: (reason: RefusalReason) => number): Refuser {
  // Refusals are a hot path, because refused players retry. Those without details are rendered once.
  const rendered = new Map<RefusalReason, Rendered>()
  for (const reason of Object.keys(ERRORS) as RefusalReason[]) rendered.set(reason, render({ refused: reason }, statusOf(reason)))

  return { refuse, refuseOnSocket }

  function refuse (request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    observe.refused(refusal, ERRORS[refusal.refused].code)
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const { status, headers, body } = renderedFor(refusal)
    const more = headersFor(request)
    response.writeHead(status, (more.length === 0 ? headers : [...headers, ...more]) as string[])
    endResponse(request, response, body)
  }

  function refuseOnSocket (socket: Duplex, refusal: Refusal): void {
    observe.refused(refusal, ERRORS[refusal.refused].code)
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const { status, headers, body } = renderedFor(refusal)
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${new Date().toUTCString()}\r\nConnection: close\r\n`
    for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
    socket.write(Buffer.concat([Buffer.from(head + '\r\n', 'latin1'), body]))
    // The socket of an upgrade is paused, and a paused socket never notices that the client has gone.
    socket.resume()
    lingeringClose(socket)
  }

  function renderedFor (refusal: Refusal): Rendered {
    const { detail, retryAfterSeconds, allow, limit } = refusal
    const isPlain = detail === undefined && retryAfterSeconds === undefined && allow === undefined && limit === undefined
    return (isPlain ? rendered.get(refusal.refused) : undefined) ?? render(refusal, statusOf(refusal.refused))
  }
}

function render (refusal: Refusal, status: number): Rendered {
  const error: ErrorRow = ERRORS[refusal.refused]
  const { code } = error
  const message = refusal.detail === undefined ? error.message : `${error.message}: ${refusal.detail}`
  const body = Buffer.from(JSON.stringify({ errors: [{ code, message }] }))
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store', 'X-Stream-Error', String(code)]
  // RFC 9110 section 15.5.2 requires a challenge. Browsers open no login prompt for a private scheme.
  if (status === 401) headers.push('WWW-Authenticate', 'StreamToken')
  const retryAfterSeconds = refusal.retryAfterSeconds ?? error.retryAfterSeconds
  if (retryAfterSeconds !== undefined) headers.push('Retry-After', String(retryAfterSeconds))
  if (refusal.allow !== undefined) headers.push('Allow', refusal.allow)
  if (refusal.limit !== undefined) headers.push('X-Stream-Limit', String(refusal.limit))
  return { status, headers, body }
}
