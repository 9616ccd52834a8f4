import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import type { Probe } from './probe-endpoint.js'

/** What is told of a place that is lost or back. */
export interface HealthObserver {
  readonly lost: (error: Error) => void
  readonly back: (awayMs: number) => void
}

/**
 * Whether a place answers. After failures in a row it is lost, and asked now and then whether it is back; any
 * answer, also to a request that was sent to it all the same, brings it back.
 */
export class PlaceHealth {
  readonly #maxFailures: number
  readonly #probeIntervalMs: number
  readonly #clock: Clock
  readonly #probe: Probe
  readonly #observe: HealthObserver
  #failures = 0
  #lostAtMs: number | undefined
  #callOff = (): void => {}
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

  get isLost (): boolean {
    return this.#lostAtMs !== undefined
  }

  /** The head of an answer came, whatever it says. */
  answered (): void {
    this.#failures = 0
    if (this.#lostAtMs === undefined) return
    const awayMs = this.#clock.nowMs() - this.#lostAtMs
    this.#lostAtMs = undefined
    this.#callOff()
    this.#observe.back(awayMs)
  }

  /**
   * No connection could be opened, or no head came.
   *
   * @param host that the request asked for: a server that knows its hosts alone answers for those
   */
  failed (error: Error, host: string | undefined): void {
    this.#failures++
    if (this.#closed || this.#lostAtMs !== undefined || this.#failures < this.#maxFailures) return
    this.#lostAtMs = this.#clock.nowMs()
    this.#observe.lost(error)
    this.#askLater(host)
  }

  /** Asks no more. */
  close (): void {
    this.#closed = true
    this.#callOff()
  }

  #askLater (host: string | undefined): void {
    this.#callOff()
    this.#callOff = afterMs(this.#clock, this.#probeIntervalMs, () => {
      this.#probe(host, isThere => {
        if (isThere) this.answered()
        else if (!this.#closed && this.#lostAtMs !== undefined) this.#askLater(host)
      })
    })
  }
}
