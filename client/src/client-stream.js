import { renewStream } from './renew-stream.js'
import { openPageSession } from './open-page-session.js'
import { retry } from './retry.js'
import { acquireAgain } from './acquire-again.js'
import { StreamRefused, StreamUnreachable } from './errors.js'
import { watchPage } from './watch-page.js'

/** How long a restored page retries to acquire a stream if it does not know the expiry yet. */
const RESUME_TIMEOUT_MS = 30_000

/** The stream of a page. It has one page session at a time; results that arrive after its end change nothing. */
export class ClientStream extends EventTarget {
  /** @type {import('./index.js').Stream['state']} */
  #state = 'idle'
  /** @type {string | undefined} */
  #token
  #resumeTimeoutMs = RESUME_TIMEOUT_MS
  /** @type {import('./open-page-session.js').PageSession | undefined} */
  #pageSession
  /** @type {Promise<void> | undefined} */
  #starting
  /** @type {Promise<void> | undefined} */
  #renewing
  /** @type {Promise<void>} */
  #released = Promise.resolve()
  /** Whether the stream was released only because the user left the page. */
  #left = false
  /** @type {(() => void) | undefined} */
  #stopWatchingPage
  #deps
  #acquireAgain
  #renewStream

  /**
   * @param {import('./index.js').Environment & {
   *   gate: import('./gate.js').Gate, address: import('./address.js').Address,
   *   transport: import('./index.js').Transport, credentials: 'include' | 'same-origin'
   * }} environment
   */
  constructor (environment) {
    super()
    this.#deps = environment
    this.credentials = environment.credentials
    const deps = { ...environment, retry: retry(environment), useLease: this.#useLease.bind(this) }
    this.#acquireAgain = acquireAgain(deps)
    this.#renewStream = renewStream({ ...deps, acquireAgain: this.#acquireAgain })
  }

  get state () { return this.#state }

  get token () { return this.#token }

  /** @param {string} pathOrUrl */
  url (pathOrUrl) { return this.#deps.address.url(pathOrUrl, this.#token) }

  /** @param {string} [url] */
  headers (url) {
    const { transport, address } = this.#deps
    const isSent = transport === 'header' && this.#token !== undefined && (url === undefined || address.isOnGate(url))
    return /** @type {Record<string, string>} */ (isSent ? { 'X-Stream-Token': this.#token } : {})
  }

  start () {
    return this.#starting ?? (this.#pageSession === undefined ? this.#startWith(pageSession => this.#acquire(pageSession)) : Promise.resolve())
  }

  release () {
    this.#left = false
    if (this.#pageSession === undefined) this.#idle()
    else this.#released = this.#release(this.#token, [this.#starting, this.#renewing])
    return this.#released
  }

  /**
   * @param {(pageSession: import('./open-page-session.js').PageSession) => Promise<void>} begin
   */
  #startWith (begin) {
    const pageSession = openPageSession(this.#deps)
    this.#pageSession = pageSession
    this.#left = false
    this.#watchPage()
    const starting = begin(pageSession).finally(() => {
      if (this.#starting === starting) this.#starting = undefined
    })
    this.#starting = starting
    return starting
  }

  /** @param {import('./open-page-session.js').PageSession} pageSession */
  async #acquire (pageSession) {
    const { gate } = this.#deps
    // Wait for a release in progress: the new stream may need its slot.
    await this.#released
    const outcome = await gate.acquire()
    if (pageSession.signal.aborted) {
      if (outcome.is === 'granted') await gate.release(outcome.granted.lease.token)
      throw releasedBeforeGranted()
    }
    if (outcome.is === 'granted') {
      this.#useLease(outcome.granted.lease, 'started')
      this.#renewing = this.#keepAlive(pageSession, outcome.granted)
      return
    }
    this.#end()
    this.#idle()
    if (outcome.is === 'unreachable') throw new StreamUnreachable(outcome.cause)
    this.#emit('refused', { ...outcome.refusal, resumed: false })
    throw new StreamRefused(outcome.refusal)
  }

  /** @param {import('./open-page-session.js').PageSession} pageSession */
  async #resume (pageSession) {
    const result = await this.#acquireAgain(pageSession, this.#resumeTimeoutMs)
    if (result === undefined) throw releasedBeforeGranted()
    if ('lease' in result) {
      this.#renewing = this.#keepAlive(pageSession, result)
      return
    }
    this.#terminate(pageSession, result)
    throw 'refused' in result ? new StreamRefused(result.refused) : new StreamUnreachable(result.ended.message)
  }

  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {import('./read-response.js').Granted} granted
   */
  async #keepAlive (pageSession, granted) {
    const termination = await this.#renewStream(pageSession, granted)
    if (termination !== undefined) this.#terminate(pageSession, termination)
  }

  /**
   * @param {import('./open-page-session.js').PageSession} pageSession
   * @param {import('./acquire-again.js').Termination} termination
   */
  #terminate (pageSession, termination) {
    if (pageSession.signal.aborted) return
    this.#end()
    this.#idle()
    if ('refused' in termination) this.#emit('refused', { ...termination.refused, resumed: true })
    else this.#emit('ended', termination.ended)
  }

  /**
   * @param {string | undefined} token undefined if none was granted yet
   * @param {ReadonlyArray<Promise<void> | undefined>} inProgress operations that release a stream that they are granted late
   */
  async #release (token, inProgress) {
    this.#end()
    await Promise.allSettled([token === undefined ? undefined : this.#deps.gate.release(token), ...inProgress])
    this.#idle()
    if (token !== undefined) this.#emit('released', { leaving: false })
  }

  #leave () {
    if (this.#token === undefined) return
    this.#deps.gate.releaseOnLeave(this.#token)
    this.#left = true
    this.#end()
    this.#idle()
    this.#emit('released', { leaving: true })
  }

  #return () {
    if (!this.#left) return this.#pageSession?.timer.wake()
    // Events report failures, too; there may be no caller for this promise.
    this.#startWith(pageSession => this.#resume(pageSession)).catch(() => undefined)
  }

  #watchPage () {
    const { page } = this.#deps
    if (page === undefined) return
    this.#stopWatchingPage ??= watchPage(page, {
      onLeave: () => { this.#leave() },
      onReturn: () => { this.#return() },
      onWake: () => { this.#pageSession?.timer.wake() },
      onOnline: () => { this.#pageSession?.timer.reconnect() }
    })
  }

  /**
   * @param {import('./index.js').Lease} lease
   * @param {'started' | 'resumed' | 'renewed'} how
   */
  #useLease (lease, how) {
    this.#state = 'live'
    this.#token = lease.token
    this.#resumeTimeoutMs = lease.expiresInSeconds * 1000
    if (how === 'renewed') this.#emit('renewed', lease)
    else this.#emit('started', { ...lease, resumed: how === 'resumed' })
  }

  #end () {
    this.#pageSession?.end()
    this.#pageSession = undefined
    this.#starting = undefined
    if (this.#token !== undefined) this.#state = 'ended'
    this.#token = undefined
  }

  /** Frees timers and listeners if there is no page session. A page that was left keeps its listeners, in order to resume. */
  #idle () {
    if (this.#pageSession !== undefined) return
    this.#deps.timers.close()
    if (this.#left) return
    this.#stopWatchingPage?.()
    this.#stopWatchingPage = undefined
  }

  /**
   * @template {keyof import('./index.js').StreamEvents} Name
   * @param {Name} type
   * @param {import('./index.js').StreamEvents[Name]['detail']} detail
   */
  #emit (type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}

function releasedBeforeGranted () {
  return new DOMException('the stream was released before it was granted', 'AbortError')
}
