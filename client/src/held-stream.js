import { keep } from './keep.js'
import { openLife } from './open-life.js'
import { persist } from './persist.js'
import { replace } from './replace.js'
import { StreamRefused } from './stream-refused.js'
import { StreamUnreachable } from './stream-unreachable.js'
import { watchPage } from './watch-page.js'

/** For how long a returned page asks for a stream before the gate has told how long streams live. */
const PATIENCE_MS = 30_000

/** The stream in a page's hands. It lives one life at a time; what comes too late for one changes nothing. */
export class HeldStream extends EventTarget {
  /** @type {import('./index.js').Stream['state']} */
  #state = 'idle'
  /** @type {string | undefined} */
  #token
  #patienceMs = PATIENCE_MS
  /** @type {import('./open-life.js').Life | undefined} */
  #life
  /** @type {Promise<void> | undefined} */
  #starting
  /** @type {Promise<void> | undefined} */
  #living
  /** @type {Promise<void>} */
  #released = Promise.resolve()
  /** Whether the stream was given back only because the page was left. */
  #left = false
  /** @type {(() => void) | undefined} */
  #stopWatching
  #around
  #replace
  #keep

  /**
   * @param {import('./index.js').Environment & {
   *   gate: import('./gate.js').Gate, address: import('./address.js').Address,
   *   transport: import('./index.js').Transport, credentials: 'include' | 'same-origin'
   * }} around
   */
  constructor (around) {
    super()
    this.#around = around
    this.credentials = around.credentials
    const deps = { ...around, persist: persist(around), adopt: this.#adopt.bind(this) }
    this.#replace = replace(deps)
    this.#keep = keep({ ...deps, replace: this.#replace })
  }

  get state () { return this.#state }

  get token () { return this.#token }

  /** @param {string} pathOrUrl */
  url (pathOrUrl) { return this.#around.address.url(pathOrUrl, this.#token) }

  /** @param {string} [url] */
  headers (url) {
    const { transport, address } = this.#around
    const given = transport === 'header' && this.#token !== undefined && (url === undefined || address.isOnGate(url))
    return /** @type {Record<string, string>} */ (given ? { 'X-Stream-Token': this.#token } : {})
  }

  start () {
    return this.#starting ?? (this.#life === undefined ? this.#beginBy(life => this.#acquire(life)) : Promise.resolve())
  }

  release () {
    this.#left = false
    if (this.#life === undefined) this.#rest()
    else this.#released = this.#giveBack(this.#token, [this.#starting, this.#living])
    return this.#released
  }

  /**
   * @param {(life: import('./open-life.js').Life) => Promise<void>} begin
   */
  #beginBy (begin) {
    const life = openLife(this.#around)
    this.#life = life
    this.#left = false
    this.#watch()
    const starting = begin(life).finally(() => {
      if (this.#starting === starting) this.#starting = undefined
    })
    this.#starting = starting
    return starting
  }

  /** @param {import('./open-life.js').Life} life */
  async #acquire (life) {
    const { gate } = this.#around
    // The slot that is just being given back may be the one that is wanted.
    await this.#released
    const outcome = await gate.acquire()
    if (life.signal.aborted) {
      if (outcome.is === 'granted') await gate.release(outcome.granted.lease.token)
      throw letGo()
    }
    if (outcome.is === 'granted') {
      this.#adopt(outcome.granted.lease, 'started')
      this.#living = this.#live(life, outcome.granted)
      return
    }
    this.#end()
    this.#rest()
    if (outcome.is === 'unreachable') throw new StreamUnreachable(outcome.cause)
    this.#emit('refused', { ...outcome.refusal, resumed: false })
    throw new StreamRefused(outcome.refusal)
  }

  /** @param {import('./open-life.js').Life} life */
  async #resume (life) {
    const held = await this.#replace(life, this.#patienceMs)
    if (held === undefined) throw letGo()
    if ('lease' in held) {
      this.#living = this.#live(life, held)
      return
    }
    this.#bury(life, held)
    throw 'refused' in held ? new StreamRefused(held.refused) : new StreamUnreachable(held.ended.message)
  }

  /**
   * @param {import('./open-life.js').Life} life
   * @param {import('./read-answer.js').Granted} granted
   */
  async #live (life, granted) {
    const outlived = await this.#keep(life, granted)
    if (outlived !== undefined) this.#bury(life, outlived)
  }

  /**
   * @param {import('./open-life.js').Life} life
   * @param {import('./replace.js').Outlived} outlived
   */
  #bury (life, outlived) {
    if (life.signal.aborted) return
    this.#end()
    this.#rest()
    if ('refused' in outlived) this.#emit('refused', { ...outlived.refused, resumed: true })
    else this.#emit('ended', outlived.ended)
  }

  /**
   * @param {string | undefined} token undefined: none was granted yet
   * @param {ReadonlyArray<Promise<void> | undefined>} underWay what gives back by itself whatever it is still granted
   */
  async #giveBack (token, underWay) {
    this.#end()
    await Promise.allSettled([token === undefined ? undefined : this.#around.gate.release(token), ...underWay])
    this.#rest()
    if (token !== undefined) this.#emit('released', { leaving: false })
  }

  #leave () {
    if (this.#token === undefined) return
    this.#around.gate.leave(this.#token)
    this.#left = true
    this.#end()
    this.#rest()
    this.#emit('released', { leaving: true })
  }

  #return () {
    if (!this.#left) return this.#life?.alarm.wake()
    // Events tell of it too, and nobody may have asked for the promise.
    this.#beginBy(life => this.#resume(life)).catch(() => undefined)
  }

  #watch () {
    const { page } = this.#around
    if (page === undefined) return
    this.#stopWatching ??= watchPage(page, {
      left: () => { this.#leave() },
      returned: () => { this.#return() },
      woken: () => { this.#life?.alarm.wake() },
      connected: () => { this.#life?.alarm.reconnect() }
    })
  }

  /**
   * @param {import('./index.js').Lease} lease
   * @param {'started' | 'resumed' | 'renewed'} how
   */
  #adopt (lease, how) {
    this.#state = 'live'
    this.#token = lease.token
    this.#patienceMs = lease.expiresInSeconds * 1000
    if (how === 'renewed') this.#emit('renewed', lease)
    else this.#emit('started', { ...lease, resumed: how === 'resumed' })
  }

  #end () {
    this.#life?.end()
    this.#life = undefined
    this.#starting = undefined
    if (this.#token !== undefined) this.#state = 'ended'
    this.#token = undefined
  }

  /** A stream without a life holds nothing of the browser, but for its wish to return. */
  #rest () {
    if (this.#life !== undefined) return
    this.#around.timers.close()
    if (this.#left) return
    this.#stopWatching?.()
    this.#stopWatching = undefined
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

function letGo () {
  return new DOMException('the stream was released before it was granted', 'AbortError')
}
