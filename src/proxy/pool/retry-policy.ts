import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { ClosedBeforeResponse } from '../connection/patch-connection.js'
import type { EndpointPool } from './endpoint-pool.js'
import type { Endpoint } from './endpoint.js'

export interface RetryPolicyDeps {
  readonly pool: Pick<EndpointPool, 'hasOther'>
  readonly closedBeforeResponse: ClosedBeforeResponse
  readonly observe: Pick<UpstreamObserver, 'retried' | 'redispatched'>
}

/**
 * Decides for one request whether it is sent again after an attempt failed without a response.
 *
 * - A request that was not sent, because no connection could be opened, is redispatched to the other endpoints in
 *   turn, whatever its method.
 * - A request that was sent on a connection that closed before a response is sent once more if it is repeatable: to
 *   any endpoint when the connection was reused and had gone stale, to another endpoint when it was a fresh one.
 * - Every other failure is final.
 */
export class RetryPolicy {
  readonly #deps: RetryPolicyDeps
  readonly #host: string | undefined
  readonly #repeatable: boolean
  #avoid: Set<Endpoint> | undefined
  #wasRepeated = false

  constructor (deps: RetryPolicyDeps, { host, repeatable }: {
    /** The Host that the request asks for. */
    host: string | undefined
    /** Whether it is idempotent (RFC 9110 section 9.2.2) and has no body that was consumed. */
    repeatable: boolean
  }) {
    this.#deps = deps
    this.#host = host
    this.#repeatable = repeatable
  }

  /** Endpoints that the next attempt must not use; undefined when it may use any. */
  get avoid (): ReadonlySet<Endpoint> | undefined {
    return this.#avoid
  }

  /**
   * Records that an attempt failed before the head of a response. Returns whether the request is to be sent again.
   *
   * @param sent whether a connection was open and the request was on it
   */
  shouldRetry (error: Error & { readonly code?: unknown }, endpoint: Endpoint, sent: boolean): boolean {
    // undici rejected the request itself. It counts against no endpoint, or clients could have endpoints ejected.
    if (error.code === 'UND_ERR_INVALID_ARG') return false
    const { pool, closedBeforeResponse, observe } = this.#deps
    const closed = sent ? closedBeforeResponse.get(error) : undefined
    const mayRepeat = closed !== undefined && this.#repeatable && !this.#wasRepeated
    if (mayRepeat && closed.isReused) observe.retried()
    else {
      endpoint.health.failed(error, this.#host)
      if (sent && !mayRepeat) return false
      this.#avoid ??= new Set()
      this.#avoid.add(endpoint)
      if (!pool.hasOther(this.#avoid)) return false
      observe.redispatched()
    }
    this.#wasRepeated ||= sent
    return true
  }
}
