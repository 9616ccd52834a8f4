import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import type { ForwardContext, Refuse } from '../../ports/forward-context.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { Framing, HeadFlusher } from '../connection/head-flusher.js'
import { translateFailure } from '../connection/translate-failure.js'
import { forwardEarlyHints } from '../headers/forward-early-hints.js'
import { forwardResponseHeaders, latin1Headers } from '../headers/response-headers.js'
import { forwardTrailers } from '../headers/response-trailers.js'
import type { Acquisition, EndpointPool } from '../pool/endpoint-pool.js'
import type { Endpoint } from '../pool/endpoint.js'
import { RetryPolicy, type RetryPolicyDeps } from '../pool/retry-policy.js'
import { describesBytes } from '../rewrite/manifest-headers.js'
import { pipeThrough } from '../rewrite/pipe-through.js'
import { rewriteLocation } from '../rewrite/rewrite-location.js'
import { rewriteManifest, type RewrittenManifest } from '../rewrite/rewrite-manifest.js'
import { abortResponse } from './abort-response.js'
import { drainRequest } from './drain-request.js'
import type { RequestBody } from './request-body.js'

export interface UpstreamExchangeDeps extends RetryPolicyDeps {
  readonly clock: Clock
  readonly observe: UpstreamObserver
  readonly pool: EndpointPool
  readonly headFlusher: Pick<HeadFlusher, 'expect'>
}

export interface UpstreamExchangeParts {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly context: ForwardContext
  /** The headers that the upstream receives: flat names and values. */
  readonly headers: string[]
  readonly body: RequestBody | null
  /** Framing of the body, if there is one. */
  readonly framing: Framing
  readonly refuse: Refuse
}

/** Writing an empty buffer sends the head. `flushHeaders` would encode it again, as UTF-8. */
const NOTHING = Buffer.alloc(0)

/**
 * One request to the upstream and its response to the client, as the handler that undici calls. It implements the
 * older, raw hooks of undici: the newer ones parse every head into an object, which costs more than the rest of the
 * exchange and loses the spelling, order and bytes of headers.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  readonly #deps: UpstreamExchangeDeps
  readonly #parts: UpstreamExchangeParts
  readonly #startedAtMs: number
  /** Emits `close` when the client has disconnected. */
  readonly #client: Socket | ServerResponse
  #acquisition: Acquisition | undefined
  #retryPolicy: RetryPolicy | undefined
  /** Provided by undici once the request has a connection. */
  #abort: ((error?: Error) => void) | undefined
  /** Provided by undici with the head; undefined once the connection may serve other requests. */
  #resume: (() => void) | undefined
  #isCloseDelimited = false
  /** Where the body goes: to the client, or to the first stream that rewrites it. */
  #sink: Writable
  /** Nothing more is sent to the client on behalf of the upstream. */
  #settled = false
  #closed = false

  constructor (deps: UpstreamExchangeDeps, parts: UpstreamExchangeParts) {
    this.#deps = deps
    this.#parts = parts
    this.#client = clientOf(parts)
    this.#sink = parts.response
    this.#startedAtMs = deps.clock.nowMs()
    deps.observe.exchangeOpened()
    this.#client.once('close', this.#onClientClose)
  }

  /** Sends the request as soon as an endpoint has capacity. To be called once. */
  begin (): void {
    this.#acquisition = this.#deps.pool.acquire({ avoid: this.#retryPolicy?.avoid, onReady: this.#send, onBusy: this.#onBusy })
  }

  onConnect (abort: (error?: Error) => void): void {
    // The client disconnected while a connection was being opened. An error thrown here ends only the exchange; an
    // abort would close the connection too.
    if (this.#settled) throw new Error('the client has disconnected')
    this.#abort = abort
    if (this.#parts.body !== null) this.#deps.headFlusher.expect(this.#parts.framing)
  }

  onHeaders (status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    const { request, response, context } = this.#parts
    if (this.#settled) return true
    const received = latin1Headers(rawHeaders)
    if (status === 103) {
      if (request.httpVersion === '1.1') forwardEarlyHints(response, received)
      return true
    }
    // A status has three digits and begins with 1 to 5 (RFC 9110 section 15). undici handles 101 itself.
    if (status < 100 || status > 599) return this.#abortUpstream(`status ${status}`)
    if (status < 200) return true

    this.#acquisition?.endpoint?.health.succeeded()
    const bodiless = status === 204 || status === 304 || request.method === 'HEAD'
    const chunkable = !bodiless && request.httpVersion === '1.1'
    const forwarded = forwardResponseHeaders(received, status, chunkable, context.responseHeaders)
    if (forwarded === undefined) return this.#abortUpstream('a transfer coding that was not requested')
    this.#deps.observe.headersReceived((this.#deps.clock.nowMs() - this.#startedAtMs) / 1000)
    if (status > 300 && status < 400) rewriteLocation(forwarded.headers, context)
    const manifest = this.#rewriteManifest(status, forwarded.headers, bodiless)
    // A flat array keeps duplicates and bytes as they are. Node adds Date and framing where they are missing.
    response.writeHead(manifest?.status ?? status, manifest?.headers ?? forwarded.headers)
    if (bodiless) {
      // The response is complete. undici treats a 304 with a Content-Length as broken: its error is ignored from here on.
      this.#settle()
      response.end()
      return true
    }
    this.#isCloseDelimited = !chunkable && (manifest !== undefined || !forwarded.sized)
    this.#resume = resume
    if (manifest !== undefined) {
      this.#sink = manifest.through[0] as Writable
      pipeThrough(manifest.through, response, this.#onRewriteError)
    }
    this.#sink.on('drain', this.#onDrain)
    // A rewriting stream has its own buffer, and emits no `drain` before it was written to.
    return response.write(NOTHING) || manifest !== undefined
  }

  onData (chunk: Buffer): boolean {
    if (this.#settled) return true
    this.#deps.observe.bytesToClient(chunk.length)
    return this.#sink.write(chunk)
  }

  onComplete (rawTrailers: unknown): void {
    this.#close()
    if (this.#settled) return
    const { request, response } = this.#parts
    const received = rawTrailers as Buffer[]
    if (received.length > 0) {
      const trailers = forwardTrailers(latin1Headers(received))
      response.addTrailers(this.#sink === response ? trailers : trailers.filter(([name]) => !describesBytes(name.toLowerCase())))
    }
    this.#settle()
    this.#sink.end()
    drainRequest(request, this.#deps.clock)
  }

  onError (error: Error): void {
    if (!this.#settled && !this.#parts.response.headersSent && this.#shouldRetry(error)) return this.#retry()
    this.#close()
    if (!this.#settled) this.#fail(translateFailure(error))
  }

  readonly #send = ({ pool, servername }: Endpoint, acquisition: Acquisition): void => {
    const { request, context, headers, body } = this.#parts
    this.#acquisition = acquisition
    this.#abort = undefined
    const options = { method: request.method as Dispatcher.HttpMethod, path: context.target, headers, body, servername }
    pool.dispatch(options, this)
  }

  readonly #onBusy = (): void => {
    this.#close()
    this.#settle()
    this.#parts.refuse({ refused: 'upstream-busy' }, undefined)
  }

  #shouldRetry (error: Error): boolean {
    const endpoint = this.#acquisition?.endpoint
    if (endpoint === undefined) return false
    const { request: { method }, body, context: { host } } = this.#parts
    this.#retryPolicy ??= new RetryPolicy(this.#deps, { host, repeatable: body === null && (method === 'GET' || method === 'HEAD') })
    return this.#retryPolicy.shouldRetry(error, endpoint, this.#abort !== undefined)
  }

  #retry (): void {
    this.#acquisition?.release()
    // undici is in the middle of closing the connection.
    queueMicrotask(() => { if (!this.#closed) this.begin() })
  }

  #fail (fault: Fault): void {
    const { response, refuse, context: { requestId } } = this.#parts
    this.#settle()
    this.#deps.observe.failed(fault, requestId, response.headersSent ? 'response aborted' : 'no response from the upstream')
    if (response.headersSent) abortResponse(response, this.#isCloseDelimited)
    else refuse({ refused: fault.code === 'UPSTREAM_TOO_SLOW' ? 'upstream-too-slow' : 'upstream-unreachable' }, fault)
  }

  #rewriteManifest (status: number, headers: readonly string[], bodiless: boolean): RewrittenManifest | undefined {
    const { manifestQuery: parameter, target, host } = this.#parts.context
    return parameter === undefined ? undefined : rewriteManifest({ parameter, status, headers, target, host, bodiless })
  }

  #abortUpstream (received: string): boolean {
    this.#abort?.(new Fault('UPSTREAM_BROKEN', `the upstream sent ${received}`))
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
    this.#client.off('close', this.#onClientClose)
    this.#acquisition?.release()
    this.#parts.body?.destroy()
    this.#deps.observe.exchangeClosed()
  }

  readonly #onDrain = (): void => {
    this.#resume?.()
  }

  // The upstream may have sent everything by then.
  readonly #onRewriteError = (error: Error): void => {
    this.#fail(translateFailure(error))
    this.#abort?.()
  }

  readonly #onClientClose = (): void => {
    if (this.#parts.response.writableFinished) return
    this.#settle()
    this.#parts.body?.destroy()
    if (this.#acquisition?.endpoint === undefined) this.#close()
    else this.#abort?.()
  }
}

// A pipelined response that is not first in line has no socket yet and emits no `close` when the connection closes.
function clientOf ({ request: { socket }, response }: UpstreamExchangeParts): Socket | ServerResponse {
  if (response.socket !== null) return response
  // A client may pipeline any number of requests: that is no leak.
  return socket.setMaxListeners(0)
}
