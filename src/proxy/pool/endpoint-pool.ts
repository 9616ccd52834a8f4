import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import { chooseEndpoint } from './choose-endpoint.js'
import type { Endpoint } from './endpoint.js'

export interface AcquireOptions {
  /** Endpoints that must not be chosen. */
  readonly avoid?: ReadonlySet<Endpoint> | undefined
  /**
   * Called once an endpoint has capacity for the request: before `acquire` returns if one has it now, later if the
   * request has to wait. It gets the handle that `acquire` returns, and the same endpoint that the handle holds.
   */
  readonly onReady: (endpoint: Endpoint, acquisition: Acquisition) => void
  /** Called instead, also before `acquire` returns or later, when the queue is full or the wait times out. */
  readonly onBusy: () => void
}

/** Capacity for one request or WebSocket: held at an endpoint, or waited for. */
export interface Acquisition {
  /** Where capacity is held; undefined while waiting and after the release. */
  readonly endpoint: Endpoint | undefined
  /** Gives capacity back, or stops waiting. Does nothing when called again. */
  readonly release: () => void
}

type PendingRequest = AcquireOptions & { endpoint: Endpoint | undefined, readonly release: () => void }

/**
 * The endpoints of the upstream. Each has capacity for a number of concurrent requests and WebSockets. A request
 * that finds no capacity waits in a bounded queue, first in, first out.
 */
export class EndpointPool {
  readonly #endpoints: readonly Endpoint[]
  readonly #capacity: number
  readonly #maxPending: number
  readonly #pendingTimeoutMs: number
  readonly #clock: Clock
  readonly #observe: Pick<UpstreamObserver, 'pendingBegun' | 'pendingEnded'>
  /** In order of arrival, each with the function that cancels its timeout. */
  readonly #pending = new Map<PendingRequest, () => void>()
  #turn = 0
  #closed = false

  /** @param capacity of each endpoint */
  constructor (endpoints: readonly Endpoint[], { capacity, maxPending, pendingTimeoutMs, clock, observe }: {
    capacity: number
    maxPending: number
    pendingTimeoutMs: number
    clock: Clock
    observe: Pick<UpstreamObserver, 'pendingBegun' | 'pendingEnded'>
  }) {
    this.#endpoints = endpoints
    this.#capacity = capacity
    this.#maxPending = maxPending
    this.#pendingTimeoutMs = pendingTimeoutMs
    this.#clock = clock
    this.#observe = observe
  }

  /** Acquires capacity at the least loaded healthy endpoint. The caller releases it when its request has ended. */
  acquire ({ avoid, onReady, onBusy }: AcquireOptions): Acquisition {
    const request: PendingRequest = { avoid, onReady, onBusy, endpoint: undefined, release: () => { this.#release(request) } }
    const endpoint = this.#choose(avoid)
    if (endpoint !== undefined) this.#grant(request, endpoint)
    else if (this.#pending.size >= this.#maxPending || this.#closed) onBusy()
    else this.#enqueue(request)
    return request
  }

  /** Grants capacity to pending requests. To be called when an endpoint was ejected or readmitted. */
  dispatchPending (): void {
    for (const request of this.#pending.keys()) {
      const endpoint = this.#choose(request.avoid)
      if (endpoint !== undefined) {
        this.#dequeue(request)
        this.#grant(request, endpoint)
      } else if (request.avoid === undefined) return
    }
  }

  /** Whether there is an endpoint outside of `avoid`. */
  hasOther (avoid: ReadonlySet<Endpoint>): boolean {
    return !this.#closed && avoid.size < this.#endpoints.length
  }

  /** Fails pending requests with `onBusy`, aborts those in flight and closes all connections. */
  async close (): Promise<void> {
    this.#closed = true
    for (const request of [...this.#pending.keys()]) {
      this.#dequeue(request)
      request.onBusy()
    }
    for (const { health } of this.#endpoints) health.close()
    await Promise.all(this.#endpoints.map(({ pool }) => pool.destroy()))
  }

  #choose (avoid: ReadonlySet<Endpoint> | undefined): Endpoint | undefined {
    // If second attempts advanced the turn too, first attempts could always get the same endpoint.
    if (avoid === undefined) this.#turn++
    return chooseEndpoint(this.#endpoints, { avoid, capacity: this.#capacity, turn: this.#turn })
  }

  #grant (request: PendingRequest, endpoint: Endpoint): void {
    endpoint.inFlight++
    request.endpoint = endpoint
    request.onReady(endpoint, request)
  }

  #enqueue (request: PendingRequest): void {
    this.#observe.pendingBegun()
    this.#pending.set(request, afterMs(this.#clock, this.#pendingTimeoutMs, () => {
      this.#dequeue(request)
      request.onBusy()
    }))
  }

  #dequeue (request: PendingRequest): void {
    const cancelTimeout = this.#pending.get(request)
    if (cancelTimeout === undefined) return
    cancelTimeout()
    this.#pending.delete(request)
    this.#observe.pendingEnded()
  }

  #release (request: PendingRequest): void {
    this.#dequeue(request)
    const { endpoint } = request
    if (endpoint === undefined) return
    request.endpoint = undefined
    endpoint.inFlight--
    // undici may be in the middle of closing the connection that was released.
    if (this.#pending.size > 0) queueMicrotask(() => { this.dispatchPending() })
  }
}
