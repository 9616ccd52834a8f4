import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { choosePlace } from './choose-endpoint.js'
import type { Place } from './endpoint.js'

/** Who needs a place to go to. */
export interface Seeker {
  /** Where it does not want to go. */
  readonly avoided: ReadonlySet<Place> | undefined
  /** Called at once or later, once: it has a connection's room at this place until it is given back. */
  readonly found: (place: Place) => void
  /** Called instead when no place had room in time. */
  readonly busy: () => void
}

/** Told how many wait. */
export interface WaitObserver {
  readonly waitBegun: () => void
  readonly waitEnded: () => void
}

/**
 * The places where the upstream is. Each has room for so many requests and WebSockets at once; who finds them
 * full waits in line, for a while.
 */
export class Places {
  readonly #all: readonly Place[]
  readonly #room: number
  readonly #maxPending: number
  readonly #waitMs: number
  readonly #clock: Clock
  readonly #observe: WaitObserver
  /** Who waits, in order, and how to stop the clock on it. */
  readonly #waiting = new Map<Seeker, () => void>()
  #turn = 0
  #closed = false

  constructor (all: readonly Place[], { room, maxPending, waitMs, clock, observe }: {
    room: number
    maxPending: number
    waitMs: number
    clock: Clock
    observe: WaitObserver
  }) {
    this.#all = all
    this.#room = room
    this.#maxPending = maxPending
    this.#waitMs = waitMs
    this.#clock = clock
    this.#observe = observe
  }

  seek (seeker: Seeker): void {
    const place = this.#choose(seeker)
    if (place !== undefined) return this.#enter(seeker, place)
    if (this.#waiting.size >= this.#maxPending || this.#closed) return seeker.busy()
    this.#observe.waitBegun()
    this.#waiting.set(seeker, afterMs(this.#clock, this.#waitMs, () => {
      this.leaveLine(seeker)
      seeker.busy()
    }))
  }

  /** For a seeker that may be waiting and wants nothing any more. */
  leaveLine (seeker: Seeker): void {
    const callOff = this.#waiting.get(seeker)
    if (callOff === undefined) return
    callOff()
    this.#waiting.delete(seeker)
    this.#observe.waitEnded()
  }

  /** Gives room back. */
  leave (place: Place): void {
    place.inFlight--
    // undici may be amid giving up the connection that was left.
    if (this.#waiting.size > 0) queueMicrotask(() => { this.serve() })
  }

  /** Looks for places for those who wait: room was given back, or a place is lost or back. */
  serve (): void {
    for (const seeker of this.#waiting.keys()) {
      const place = this.#choose(seeker)
      if (place !== undefined) {
        this.leaveLine(seeker)
        this.#enter(seeker, place)
      } else if (seeker.avoided === undefined) return
    }
  }

  /** Whether there is a place to go to that is not avoided. */
  hasOther (avoided: ReadonlySet<Place>): boolean {
    return !this.#closed && avoided.size < this.#all.length
  }

  /** Breaks off what is under way and gives up all connections. */
  async close (): Promise<void> {
    this.#closed = true
    for (const seeker of [...this.#waiting.keys()]) {
      this.leaveLine(seeker)
      seeker.busy()
    }
    for (const { health } of this.#all) health.close()
    await Promise.all(this.#all.map(({ pool }) => pool.destroy()))
  }

  #choose ({ avoided }: Seeker): Place | undefined {
    // Were it anybody's turn after a second attempt, the first ones could always fall to the same place.
    if (avoided === undefined) this.#turn++
    return choosePlace(this.#all, { avoided, room: this.#room, turn: this.#turn })
  }

  #enter (seeker: Seeker, place: Place): void {
    place.inFlight++
    seeker.found(place)
  }
}
