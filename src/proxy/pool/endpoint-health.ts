import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import type { Probe } from './probe-endpoint.js'

/** Receives the changes of one endpoint's health. */
export interface HealthObserver {
  readonly ejected: (error: Error) => void
  readonly readmitted: (ejectedMs: number) => void
}

/**
 * The health of one endpoint (outlier detection). Consecutive failures eject it. While it is ejected it is probed
 * at an interval, and any response readmits it, also one to a request that was sent to it all the same.
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

  /** To be called when the head of a response arrived, whatever its status. */
  succeeded (): void {
    this.#failures = 0
    if (this.#ejectedAtMs === undefined) return
    const ejectedMs = this.#clock.nowMs() - this.#ejectedAtMs
    this.#ejectedAtMs = undefined
    this.#cancelProbe()
    this.#observe.readmitted(ejectedMs)
  }

  /**
   * To be called when no connection could be opened, or no head of a response arrived.
   *
   * @param host the Host of the request; probes use it too, because a server may respond to known hosts only
   */
  failed (error: Error, host: string | undefined): void {
    this.#failures++
    if (this.#closed || this.#ejectedAtMs !== undefined || this.#failures < this.#maxFailures) return
    this.#ejectedAtMs = this.#clock.nowMs()
    this.#observe.ejected(error)
    this.#scheduleProbe(host)
  }

  /** Stops probing. */
  close (): void {
    this.#closed = true
    this.#cancelProbe()
  }

  #scheduleProbe (host: string | undefined): void {
    this.#cancelProbe()
    this.#cancelProbe = afterMs(this.#clock, this.#probeIntervalMs, () => {
      this.#probe(host, isHealthy => {
        if (isHealthy) this.succeeded()
        else if (!this.#closed && this.#ejectedAtMs !== undefined) this.#scheduleProbe(host)
      })
    })
  }
}
