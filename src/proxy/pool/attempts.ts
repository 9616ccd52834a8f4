import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { ClosedBeforeResponse } from '../connection/patch-connection.js'
import type { EndpointPool, PendingRequest } from './endpoint-pool.js'
import type { Endpoint } from './endpoint.js'

export interface AttemptsDeps {
  readonly endpoints: EndpointPool
  readonly closedBeforeResponse: ClosedBeforeResponse
  readonly observe: Pick<UpstreamObserver, 'retried' | 'redispatched'>
}

/** What is to be answered. */
export interface Sender {
  /** Host that is asked for. */
  readonly host: string | undefined
  /** Whether it can be sent twice without harm (RFC 9110 section 9.2.2), and is still whole. */
  readonly repeatable: boolean
  /** Sends it to an endpoint. */
  readonly send: (endpoint: Endpoint) => void
  /** No endpoint has capacity for it. */
  readonly busy: () => void
}

/**
 * The attempts to have one request answered. What could not be sent goes to another endpoint, until all were
 * tried. What was sent and met a connection that died without a word is sent once more, if that can do no
 * harm: anywhere, where the connection had gone stale; elsewhere, where it was a fresh one.
 */
export class Attempts implements PendingRequest {
  readonly #deps: AttemptsDeps
  readonly #sender: Sender
  #avoided: Set<Endpoint> | undefined
  #endpoint: Endpoint | undefined
  #repeated = false
  #ended = false

  constructor (deps: AttemptsDeps, sender: Sender) {
    this.#deps = deps
    this.#sender = sender
  }

  get avoided (): ReadonlySet<Endpoint> | undefined {
    return this.#avoided
  }

  /** Whether it is with no endpoint: none has capacity, or it is between two. */
  get isPending (): boolean {
    return this.#endpoint === undefined && !this.#ended
  }

  begin (): void {
    this.#deps.endpoints.acquire(this)
  }

  ready (endpoint: Endpoint): void {
    this.#endpoint = endpoint
    this.#sender.send(endpoint)
  }

  busy (): void {
    this.#sender.busy()
  }

  /** The head of an answer came. */
  succeeded (): void {
    this.#endpoint?.health.succeeded()
  }

  /**
   * No head came. Returns whether it is tried again.
   *
   * @param sent whether a connection was open and the request on it
   */
  failed (error: Error & { readonly code?: unknown }, sent: boolean): boolean {
    const endpoint = this.#endpoint
    // What undici will not send says nothing of the endpoint: else clients could make endpoints count as lost.
    if (endpoint === undefined || this.#ended || error.code === 'UND_ERR_INVALID_ARG') return false
    const { endpoints, closedBeforeResponse, observe } = this.#deps
    const death = sent ? closedBeforeResponse.get(error) : undefined
    const again = sent && death !== undefined && this.#sender.repeatable && !this.#repeated
    if (again && death.isReused) observe.retried()
    else {
      endpoint.health.failed(error, this.#sender.host)
      if (sent && !again) return false
      this.#avoided ??= new Set()
      this.#avoided.add(endpoint)
      if (!endpoints.hasOther(this.#avoided)) return false
      observe.redispatched()
    }
    this.#repeated ||= sent
    this.#leave()
    // undici is amid giving up the connection.
    queueMicrotask(() => { if (!this.#ended) this.begin() })
    return true
  }

  /** It is over, or nobody waits for it any more. */
  end (): void {
    if (this.#ended) return
    this.#ended = true
    this.#deps.endpoints.cancel(this)
    this.#leave()
  }

  #leave (): void {
    if (this.#endpoint === undefined) return
    this.#deps.endpoints.release(this.#endpoint)
    this.#endpoint = undefined
  }
}
