import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import { ConnectionHandoff, type Recipient } from './connection-handoff.js'
import type { FromWorker, Operated, Snapshot, ToWorker } from './messages.js'
import { Questions } from './questions.js'
import { startWorker, type StartedWorker } from './start-worker.js'

/** How often each worker is asked what it has come to: as much is lost of what one counted that is killed. */
export const MEASURE_INTERVAL_MS = 1000
/** How long a scrape waits for a worker; then it tells what is known of it. */
export const ANSWER_MS_MAX = 500
/** A worker that says nothing for so long serves nobody, and is replaced. */
export const SILENCE_MS_MAX = 10_000
/** A worker that ended sooner after its birth than this is replaced with a pause, which doubles each time. */
const YOUNG_MS = 10_000
const PAUSE_MS = 100
const PAUSE_MS_MAX = 5000
/** How long after the grace workers may take to give everything up. */
const SPARE_MS = 5000

export interface WorkerPoolObserver {
  readonly started: (place: number, pid: number | undefined) => void
  /** `last`: what the worker had come to when it was last heard of. */
  readonly lost: (place: number, how: string, last: Snapshot | undefined) => void
  readonly silent: (place: number) => void
  /** A connection was closed because too many wait for a worker. */
  readonly letGo: () => void
}

interface Place {
  readonly number: number
  /** Undefined when there is none right now. */
  hand: Hand | undefined
  /** How often in a row one ended young. */
  failures: number
}

/** A worker at its place. */
interface Hand {
  readonly worker: StartedWorker
  readonly questions: Questions
  readonly bornMs: number
  heardMs: number
  /** As what it is given connections; undefined until it serves. */
  recipient: Recipient | undefined
  last: Snapshot | undefined
  onEnded: () => void
}

/** The workers of one gate: as many as there shall be, each replaced when it ends. */
export class WorkerPool {
  readonly #places: Place[] = []
  readonly #clock: Clock
  readonly #gateId: string
  readonly #observe: WorkerPoolObserver
  readonly #handOff: ConnectionHandoff
  #ending = false
  #cut = 0
  #stopMeasuring = (): void => {}

  constructor ({ clock, gateId, observe }: { clock: Clock, gateId: string, observe: WorkerPoolObserver }) {
    this.#clock = clock
    this.#gateId = gateId
    this.#observe = observe
    this.#handOff = new ConnectionHandoff(observe)
  }

  /** Resolves when all of them serve; rejects with the first reason why one cannot. */
  async start (count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, async (_, index) => await new Promise<void>((resolve, reject) => {
      const place: Place = { number: index + 1, hand: undefined, failures: 0 }
      this.#places.push(place)
      this.#fill(place, resolve, reject)
    })))
    this.#stopMeasuring = this.#clock.every(MEASURE_INTERVAL_MS, () => { this.#measureAll() })
  }

  /** Has one of them serve a connection, as soon as one can. */
  handOff (socket: Socket): void {
    this.#handOff.add(socket)
  }

  /** How many there shall be. */
  get size (): number {
    return this.#places.length
  }

  /** What is known of those that serve. */
  get snapshots (): Snapshot[] {
    return this.#serving.flatMap(({ last }) => last ?? [])
  }

  /** Asks all of them for everything, and waits for those that answer soon. */
  async ask (): Promise<void> {
    await Promise.all(this.#serving.map(async hand => await new Promise<void>(resolve => {
      const giveUp = setTimeout(resolve, ANSWER_MS_MAX)
      measure(hand, true, () => {
        clearTimeout(giveUp)
        resolve()
      })
    })))
  }

  /** Has any worker that serves do what the operator wants; all of them see the same streams. */
  async operate (wish: (id: number) => Extract<ToWorker, { viewer: unknown }>): Promise<Operated> {
    return await this.#serving[0]?.questions.operate(wish) ?? { fault: 'no worker is ready' }
  }

  drain (): void {
    this.#ending = true
    for (const { worker } of this.#serving) worker.send({ type: 'drain' })
  }

  /** Resolves to how many connections had to be cut, once all have ended. */
  async stop (graceMs: number): Promise<number> {
    this.#ending = true
    this.#stopMeasuring()
    // What waits is handed over before the word to stop.
    this.#handOff.finish()
    await Promise.all(this.#places.map(async ({ hand }) => {
      if (hand === undefined) return
      const { worker, recipient } = hand
      const ended = new Promise<void>(resolve => { hand.onEnded = resolve })
      // One that does not serve yet has nothing to finish.
      if (recipient === undefined) worker.kill()
      else worker.send({ type: 'stop', graceMs })
      const tooLate = setTimeout(worker.kill, graceMs + SPARE_MS)
      await ended
      clearTimeout(tooLate)
    }))
    return this.#cut + this.#handOff.cut
  }

  get #serving (): Hand[] {
    return this.#places.flatMap(({ hand }) => hand?.recipient === undefined ? [] : [hand])
  }

  /** Starts a worker. What becomes of the first one of a place is told by `resolve` and `reject`. */
  #fill (place: Place, resolve: () => void, reject: (error: Error) => void): void {
    let why: string | undefined
    const nowMs = this.#clock.nowMs()
    try {
      const worker = startWorker({ place: place.number, gateId: `${this.#gateId}-${place.number}` }, {
        heard: message => {
          hand.heardMs = this.#clock.nowMs()
          if (message.type === 'failed') why = message.why
          this.#heard(hand, message)
          if (message.type !== 'ready') return
          this.#observe.started(place.number, worker.pid)
          resolve()
        },
        ended: how => {
          place.hand = undefined
          this.#over(place, hand, why ?? how, reject)
        }
      })
      const questions = new Questions(worker.send)
      const hand: Hand = { worker, questions, bornMs: nowMs, heardMs: nowMs, recipient: undefined, last: undefined, onEnded: () => {} }
      place.hand = hand
    } catch (error) {
      this.#over(place, undefined, error instanceof Error ? error.message : String(error), reject)
    }
  }

  #heard (hand: Hand, message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        hand.recipient = this.#handOff.join((id, socket) => { hand.worker.send({ type: 'take', id }, socket) })
        return
      case 'taken':
        hand.recipient?.taken(message.id)
        return
      case 'measured':
        hand.last = { ...hand.last, ...message.snapshot }
        hand.questions.answered(message)
        return
      case 'operated':
        hand.questions.answered(message)
        return
      case 'stopped':
        this.#cut += message.cut
    }
  }

  /** @param hand what there was; undefined when none could be started */
  #over (place: Place, hand: Hand | undefined, how: string, reject: (error: Error) => void): void {
    hand?.questions.abandon()
    hand?.recipient?.gone()
    hand?.onEnded()
    if (this.#ending) return
    if (hand?.recipient === undefined) reject(new Error(how))
    this.#observe.lost(place.number, how, hand?.last)
    const isYoung = hand === undefined || this.#clock.nowMs() - hand.bornMs < YOUNG_MS
    place.failures = isYoung ? place.failures + 1 : 0
    const pauseMs = place.failures < 2 ? 0 : Math.min(PAUSE_MS * 2 ** (place.failures - 2), PAUSE_MS_MAX)
    setTimeout(() => { if (!this.#ending) this.#fill(place, () => {}, () => {}) }, pauseMs)
  }

  #measureAll (): void {
    const nowMs = this.#clock.nowMs()
    for (const { number, hand } of this.#places) {
      if (hand?.recipient === undefined) continue
      if (nowMs - hand.heardMs > SILENCE_MS_MAX) {
        this.#observe.silent(number)
        hand.worker.kill()
      } else {
        measure(hand, false, () => {})
      }
    }
  }
}

function measure ({ questions, recipient }: Hand, whole: boolean, onAnswer: () => void): void {
  const answered = recipient?.asked()
  questions.measure(whole, () => {
    answered?.()
    onAnswer()
  })
}
