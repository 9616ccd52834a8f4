import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import type { ForwardContext, Refuse } from '../../ports/forward-context.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { HeadFlusher, Framing } from '../connection/head-flusher.js'
import { translateFailure } from '../connection/translate-failure.js'
import { forwardEarlyHints } from '../headers/forward-early-hints.js'
import { forwardResponseHeaders, latin1Headers } from '../headers/response-headers.js'
import { forwardTrailers } from '../headers/response-trailers.js'
import { Attempts, type AttemptsDeps, type Sender } from '../pool/attempts.js'
import type { Endpoint } from '../pool/endpoint.js'
import { describesBytes } from '../rewrite/manifest-headers.js'
import { pipeThrough } from '../rewrite/pipe-through.js'
import { rewriteLocation } from '../rewrite/rewrite-location.js'
import { rewriteManifest, type RewrittenManifest } from '../rewrite/rewrite-manifest.js'
import { abortResponse } from './abort-response.js'
import { drainRequest } from './drain-request.js'
import type { RequestBody } from './request-body.js'

export interface UpstreamExchangeDeps extends AttemptsDeps {
  readonly clock: Clock
  readonly observe: UpstreamObserver
  readonly headFlusher: Pick<HeadFlusher, 'expect'>
}

export interface UpstreamExchangeParts {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly context: ForwardContext
  /** As the upstream gets them: flat names and values. */
  readonly headers: string[]
  readonly body: RequestBody | null
  /** Of the body, where there is one. */
  readonly framing: Framing
  readonly refuse: Refuse
}

/** A write of nothing sends the head off; flushHeaders would encode it anew, as UTF-8. */
const NOTHING = Buffer.alloc(0)

/**
 * One request on its way to the upstream and its response on the way back, as the handler that undici
 * calls. These are its raw, older hooks: the newer ones parse every head into an object, which costs
 * more than all the rest here and loses spelling, order and bytes.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler, Sender {
  readonly #deps: UpstreamExchangeDeps
  readonly #parts: UpstreamExchangeParts
  readonly #attempts: Attempts
  readonly #startedAtMs: number
  /** Whose closing tells that the client has left. */
  readonly #lasting: Socket | ServerResponse
  /** Given by undici once there is a connection for the request. */
  #abort: ((error?: Error) => void) | undefined
  /** Given by undici with the head; undefined again once its connection may serve others. */
  #resume: (() => void) | undefined
  #delimitedByClose = false
  /** Where the bytes of the body go: to the client, or first through what rewrites them. */
  #sink: Writable
  /** The client has, or will get without the upstream, everything it will ever get. */
  #settled = false
  #closed = false

  constructor (deps: UpstreamExchangeDeps, parts: UpstreamExchangeParts) {
    this.#deps = deps
    this.#parts = parts
    this.#lasting = lastingOf(parts)
    this.#sink = parts.response
    this.#attempts = new Attempts(deps, this)
    this.#startedAtMs = deps.clock.nowMs()
    deps.observe.exchangeOpened()
    this.#lasting.once('close', this.#onClientClose)
  }

  get host (): string | undefined {
    return this.#parts.context.host
  }

  get repeatable (): boolean {
    const { request: { method }, body } = this.#parts
    return body === null && (method === 'GET' || method === 'HEAD')
  }

  /** Sends the request; to be called once. */
  begin (): void {
    this.#attempts.begin()
  }

  send ({ pool, servername }: Endpoint): void {
    const { request, context, headers, body } = this.#parts
    this.#abort = undefined
    const options = { method: request.method as Dispatcher.HttpMethod, path: context.target, headers, body, servername }
    pool.dispatch(options, this)
  }

  busy (): void {
    this.#close()
    this.#settle()
    this.#parts.refuse({ refused: 'upstream-busy' }, undefined)
  }

  onConnect (abort: (error?: Error) => void): void {
    // The client left while a connection was being opened. Thrown here, an error ends the exchange alone; to
    // abort would be to close the connection too.
    if (this.#settled) throw new Error('the client has left')
    this.#abort = abort
    if (this.#parts.body !== null) this.#deps.headFlusher.expect(this.#parts.framing)
  }

  onHeaders (status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    const { request, response } = this.#parts
    if (this.#settled) return true
    const headers = latin1Headers(rawHeaders)
    if (status === 103) {
      if (request.httpVersion === '1.1') forwardEarlyHints(response, headers)
      return true
    }
    // A status has three digits and begins with 1 to 5 (RFC 9110 section 15). undici itself sees to a 101.
    if (status < 100 || status > 599) return this.#giveUp(`status ${status}`)
    if (status < 200) return true

    this.#attempts.succeeded()
    const bodiless = status === 204 || status === 304 || request.method === 'HEAD'
    const chunkable = !bodiless && request.httpVersion === '1.1'
    const passed = forwardResponseHeaders(headers, status, chunkable, this.#parts.context.responseHeaders)
    if (passed === undefined) return this.#giveUp('a transfer coding that was not asked for')
    this.#deps.observe.headersReceived((this.#deps.clock.nowMs() - this.#startedAtMs) / 1000)
    // A flat array keeps duplicates and bytes as they are. Node adds Date and framing where there is none.
    if (status > 300 && status < 400) rewriteLocation(passed.headers, this.#parts.context)
    const manifest = this.#asManifest(status, passed.headers, bodiless)
    response.writeHead(manifest?.status ?? status, manifest?.headers ?? passed.headers)
    if (bodiless) {
      // Complete by its head. undici takes a 304 with a Content-Length for broken, whatever it says now.
      this.#settle()
      response.end()
      return true
    }
    this.#delimitedByClose = !chunkable && (manifest !== undefined || !passed.sized)
    this.#resume = resume
    if (manifest !== undefined) {
      this.#sink = manifest.through[0] as Writable
      pipeThrough(manifest.through, response, this.#onUnreadable)
    }
    this.#sink.on('drain', this.#onDrain)
    // What rewrites has capacity of its own, and nothing drains before it has got something.
    return response.write(NOTHING) || manifest !== undefined
  }

  onData (piece: Buffer): boolean {
    if (this.#settled) return true
    this.#deps.observe.bytesToClient(piece.length)
    return this.#sink.write(piece)
  }

  onComplete (rawTrailers: unknown): void {
    this.#close()
    if (this.#settled) return
    const { request, response } = this.#parts
    const trailers = rawTrailers as Buffer[]
    if (trailers.length > 0) {
      const headers = forwardTrailers(latin1Headers(trailers))
      response.addTrailers(this.#sink === response ? headers : headers.filter(([name]) => !describesBytes(name.toLowerCase())))
    }
    this.#settle()
    this.#sink.end()
    drainRequest(request, this.#deps.clock)
  }

  onError (error: Error): void {
    const { response } = this.#parts
    if (!this.#settled && !response.headersSent && this.#attempts.failed(error, this.#abort !== undefined)) return
    this.#close()
    if (!this.#settled) this.#fail(translateFailure(error))
  }

  #fail (fault: Fault): void {
    const { response, refuse, context: { requestId } } = this.#parts
    this.#settle()
    this.#deps.observe.failed(fault, requestId, response.headersSent ? 'response aborted' : 'no response from the upstream')
    if (response.headersSent) abortResponse(response, this.#delimitedByClose)
    else refuse({ refused: fault.code === 'UPSTREAM_TOO_SLOW' ? 'upstream-too-slow' : 'upstream-unreachable' }, fault)
  }

  #asManifest (status: number, headers: readonly string[], bodiless: boolean): RewrittenManifest | undefined {
    const { manifestQuery: pair, target, host } = this.#parts.context
    return pair === undefined ? undefined : rewriteManifest({ pair, status, headers, target, host, bodiless })
  }

  #giveUp (found: string): boolean {
    this.#abort?.(new Fault('UPSTREAM_BROKEN', `the upstream answered with ${found}`))
    return true
  }

  #settle (): void {
    this.#settled = true
    this.#resume = undefined
    this.#sink.off('drain', this.#onDrain)
  }

  #close (): void {
    if (this.#closed) return
    this.#closed = true
    this.#resume = undefined
    this.#lasting.off('close', this.#onClientClose)
    this.#attempts.end()
    this.#parts.body?.destroy()
    this.#deps.observe.exchangeClosed()
  }

  readonly #onDrain = (): void => {
    this.#resume?.()
  }

  // The upstream may be done by then.
  readonly #onUnreadable = (error: Error): void => {
    this.#fail(translateFailure(error))
    this.#abort?.()
  }

  readonly #onClientClose = (): void => {
    if (this.#parts.response.writableFinished) return
    this.#settle()
    this.#parts.body?.destroy()
    if (this.#attempts.isPending) this.#close()
    else this.#abort?.()
  }
}

// A response that waits behind others on its connection is not told when that closes.
function lastingOf ({ request: { socket }, response }: UpstreamExchangeParts): Socket | ServerResponse {
  if (response.socket !== null) return response
  // However many a client pipelines.
  return socket.setMaxListeners(0)
}
