import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { chooseEndpoint } from './choose-endpoint.js'
import type { Endpoint } from './endpoint.js'

/** Who needs an endpoint to go to. */
export interface PendingRequest {
  /** Where it does not want to go. */
  readonly avoided: ReadonlySet<Endpoint> | undefined
  /** Called at once or later, once: it has a connection's capacity at this endpoint until it is given back. */
  readonly ready: (endpoint: Endpoint) => void
  /** Called instead when no endpoint had capacity in time. */
  readonly busy: () => void
}

/** Told how many wait. */
export interface PendingObserver {
  readonly pendingBegun: () => void
  readonly pendingEnded: () => void
}

/**
 * The endpoints where the upstream is. Each has capacity for so many requests and WebSockets at once; who finds them
 * full waits in line, for a while.
 */
export class EndpointPool {
  readonly #all: readonly Endpoint[]
  readonly #capacity: number
  readonly #maxPending: number
  readonly #waitMs: number
  readonly #clock: Clock
  readonly #observe: PendingObserver
  /** Who waits, in order, and how to stop the clock on it. */
  readonly #waiting = new Map<PendingRequest, () => void>()
  #turn = 0
  #closed = false

  constructor (all: readonly Endpoint[], { capacity, maxPending, waitMs, clock, observe }: {
    capacity: number
    maxPending: number
    waitMs: number
    clock: Clock
    observe: PendingObserver
  }) {
    this.#all = all
    this.#capacity = capacity
    this.#maxPending = maxPending
    this.#waitMs = waitMs
    this.#clock = clock
    this.#observe = observe
  }

  acquire (pending: PendingRequest): void {
    const endpoint = this.#choose(pending)
    if (endpoint !== undefined) return this.#enter(pending, endpoint)
    if (this.#waiting.size >= this.#maxPending || this.#closed) return pending.busy()
    this.#observe.pendingBegun()
    this.#waiting.set(pending, afterMs(this.#clock, this.#waitMs, () => {
      this.cancel(pending)
      pending.busy()
    }))
  }

  /** For a pending that may be waiting and wants nothing any more. */
  cancel (pending: PendingRequest): void {
    const callOff = this.#waiting.get(pending)
    if (callOff === undefined) return
    callOff()
    this.#waiting.delete(pending)
    this.#observe.pendingEnded()
  }

  /** Gives capacity back. */
  release (endpoint: Endpoint): void {
    endpoint.inFlight--
    // undici may be amid giving up the connection that was left.
    if (this.#waiting.size > 0) queueMicrotask(() => { this.servePending() })
  }

  /** Looks for endpoints for those who wait: capacity was given back, or an endpoint is lost or back. */
  servePending (): void {
    for (const pending of this.#waiting.keys()) {
      const endpoint = this.#choose(pending)
      if (endpoint !== undefined) {
        this.cancel(pending)
        this.#enter(pending, endpoint)
      } else if (pending.avoided === undefined) return
    }
  }

  /** Whether there is an endpoint to go to that is not avoided. */
  hasOther (avoided: ReadonlySet<Endpoint>): boolean {
    return !this.#closed && avoided.size < this.#all.length
  }

  /** Breaks off what is under way and gives up all connections. */
  async close (): Promise<void> {
    this.#closed = true
    for (const pending of [...this.#waiting.keys()]) {
      this.cancel(pending)
      pending.busy()
    }
    for (const { health } of this.#all) health.close()
    await Promise.all(this.#all.map(({ pool }) => pool.destroy()))
  }

  #choose ({ avoided }: PendingRequest): Endpoint | undefined {
    // Were it anybody's turn after a second attempt, the first ones could always fall to the same endpoint.
    if (avoided === undefined) this.#turn++
    return chooseEndpoint(this.#all, { avoided, capacity: this.#capacity, turn: this.#turn })
  }

  #enter (pending: PendingRequest, endpoint: Endpoint): void {
    endpoint.inFlight++
    pending.ready(endpoint)
  }
}
