import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { SilentDeaths } from '../connection/patch-connection.js'
import type { Places, Seeker } from './endpoint-pool.js'
import type { Place } from './endpoint.js'

export interface AttemptsDeps {
  readonly places: Places
  readonly silentDeaths: SilentDeaths
  readonly observe: Pick<UpstreamObserver, 'retried' | 'moved'>
}

/** What is to be answered. */
export interface Sender {
  /** Host that is asked for. */
  readonly host: string | undefined
  /** Whether it can be sent twice without harm (RFC 9110 section 9.2.2), and is still whole. */
  readonly repeatable: boolean
  /** Sends it to a place. */
  readonly send: (place: Place) => void
  /** No place has room for it. */
  readonly busy: () => void
}

/**
 * The attempts to have one request answered. What could not be sent goes to another place, until all were
 * tried. What was sent and met a connection that died without a word is sent once more, if that can do no
 * harm: anywhere, where the connection had gone stale; elsewhere, where it was a fresh one.
 */
export class Attempts implements Seeker {
  readonly #deps: AttemptsDeps
  readonly #sender: Sender
  #avoided: Set<Place> | undefined
  #place: Place | undefined
  #repeated = false
  #ended = false

  constructor (deps: AttemptsDeps, sender: Sender) {
    this.#deps = deps
    this.#sender = sender
  }

  get avoided (): ReadonlySet<Place> | undefined {
    return this.#avoided
  }

  /** Whether it is with no place: none has room, or it is between two. */
  get isSeeking (): boolean {
    return this.#place === undefined && !this.#ended
  }

  begin (): void {
    this.#deps.places.seek(this)
  }

  found (place: Place): void {
    this.#place = place
    this.#sender.send(place)
  }

  busy (): void {
    this.#sender.busy()
  }

  /** The head of an answer came. */
  answered (): void {
    this.#place?.health.answered()
  }

  /**
   * No head came. Returns whether it is tried again.
   *
   * @param sent whether a connection was open and the request on it
   */
  failed (error: Error & { readonly code?: unknown }, sent: boolean): boolean {
    const place = this.#place
    // What undici will not send says nothing of the place: else clients could make places count as lost.
    if (place === undefined || this.#ended || error.code === 'UND_ERR_INVALID_ARG') return false
    const { places, silentDeaths, observe } = this.#deps
    const death = sent ? silentDeaths.get(error) : undefined
    const again = sent && death !== undefined && this.#sender.repeatable && !this.#repeated
    if (again && death.servedBefore) observe.retried()
    else {
      place.health.failed(error, this.#sender.host)
      if (sent && !again) return false
      this.#avoided ??= new Set()
      this.#avoided.add(place)
      if (!places.hasOther(this.#avoided)) return false
      observe.moved()
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
    this.#deps.places.leaveLine(this)
    this.#leave()
  }

  #leave (): void {
    if (this.#place === undefined) return
    this.#deps.places.leave(this.#place)
    this.#place = undefined
  }
}
