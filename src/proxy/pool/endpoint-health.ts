import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import type { Probe } from './probe-endpoint.js'

/** What is told of an endpoint that is lost or back. */
export interface HealthObserver {
  readonly ejected: (error: Error) => void
  readonly readmitted: (ejectedMs: number) => void
}

/**
 * Whether an endpoint answers. After failures in a row it is lost, and asked now and then whether it is back; any
 * answer, also to a request that was sent to it all the same, brings it back.
 */
export class EndpointHealth {
  readonly #maxFailures: number
  readonly #probeIntervalMs: number
  readonly #clock: Clock
  readonly #probe: Probe
  readonly #observe: HealthObserver
  #failures = 0
  #ejectedAtMs: number | undefined
  #cancelProbe = (): void => {}
  #closed = false

  constructor ({ maxFailures, probeIntervalMs, clock, probe, observe }: {
    maxFailures: number
    probeIntervalMs: number
    clock: Clock
    probe: Probe
    observe: HealthObserver
  }) {
    this.#maxFailures = maxFailures
    this.#probeIntervalMs = probeIntervalMs
    this.#clock = clock
    this.#probe = probe
    this.#observe = observe
  }

  get isEjected (): boolean {
    return this.#ejectedAtMs !== undefined
  }

  /** The head of an answer came, whatever it says. */
  succeeded (): void {
    this.#failures = 0
    if (this.#ejectedAtMs === undefined) return
    const ejectedMs = this.#clock.nowMs() - this.#ejectedAtMs
    this.#ejectedAtMs = undefined
    this.#cancelProbe()
    this.#observe.readmitted(ejectedMs)
  }

  /**
   * No connection could be opened, or no head came.
   *
   * @param host that the request asked for: a server that knows its hosts alone answers for those
   */
  failed (error: Error, host: string | undefined): void {
    this.#failures++
    if (this.#closed || this.#ejectedAtMs !== undefined || this.#failures < this.#maxFailures) return
    this.#ejectedAtMs = this.#clock.nowMs()
    this.#observe.ejected(error)
    this.#probeLater(host)
  }

  /** Asks no more. */
  close (): void {
    this.#closed = true
    this.#cancelProbe()
  }

  #probeLater (host: string | undefined): void {
    this.#cancelProbe()
    this.#cancelProbe = afterMs(this.#clock, this.#probeIntervalMs, () => {
      this.#probe(host, isThere => {
        if (isThere) this.succeeded()
        else if (!this.#closed && this.#ejectedAtMs !== undefined) this.#probeLater(host)
      })
    })
  }
}
