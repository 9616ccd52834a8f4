import cluster, { type Worker } from 'node:cluster'
import type { Clock } from '../domain/clock.js'
import type { FromWorker, Operated, Snapshot, ToWorker } from './messages.js'
import { toEnvironment } from './serve-as-worker.js'

/** How often each worker is asked what it has come to: as much is lost of what one counted that is killed. */
export const MEASURE_INTERVAL_MS = 1000
/** How long a scrape waits for a worker; then it tells what is known of it. */
export const ANSWER_MS_MAX = 500
/** How long an operator's wish may take. */
export const OPERATE_MS_MAX = 5000
/** A worker that says nothing for so long serves nobody, and is replaced. */
export const SILENCE_MS_MAX = 10_000
/** A worker that ended sooner after its birth than this is replaced with a pause, which doubles each time. */
const YOUNG_MS = 10_000
const PAUSE_MS = 100
const PAUSE_MS_MAX = 5000
/** How long after the grace workers may take to give everything up. */
const SPARE_MS = 5000

export interface CrewObserver {
  readonly started: (place: number, pid: number | undefined) => void
  /** `last`: what the worker had come to when it was last heard of. */
  readonly lost: (place: number, how: string, last: Snapshot | undefined) => void
  readonly silent: (place: number) => void
}

interface Place {
  readonly number: number
  worker: Worker
  bornMs: number
  heardMs: number
  listening: boolean
  /** How often in a row it ended young. */
  failures: number
  last: Snapshot | undefined
  readonly waiting: Map<number, (snapshot: Snapshot) => void>
  readonly operating: Map<number, (outcome: Operated) => void>
}

/** The workers of one gate: as many as there shall be, each replaced when it ends. */
export class Crew {
  readonly #places: Place[] = []
  readonly #clock: Clock
  readonly #gateId: string
  readonly #observe: CrewObserver
  #questions = 0
  #ending = false
  #cut = 0
  #stopMeasuring = (): void => {}

  constructor ({ clock, gateId, observe }: { clock: Clock, gateId: string, observe: CrewObserver }) {
    this.#clock = clock
    this.#gateId = gateId
    this.#observe = observe
  }

  /** Resolves to where all of them listen; rejects with the first reason why one cannot. */
  async start (count: number): Promise<{ host: string, port: number }> {
    const started = Array.from({ length: count }, async (_, index) => await new Promise<{ host: string, port: number }>((resolve, reject) => {
      const place: Place = { number: index + 1, worker: this.#fork(index + 1), bornMs: 0, heardMs: 0, listening: false, failures: 0, last: undefined, waiting: new Map(), operating: new Map() }
      this.#places.push(place)
      this.#hear(place, { resolve, reject })
    }))
    const [at] = await Promise.all(started)
    this.#stopMeasuring = this.#clock.every(MEASURE_INTERVAL_MS, () => { this.#measureAll() })
    return at ?? { host: '', port: 0 }
  }

  /** How many there shall be. */
  get size (): number {
    return this.#places.length
  }

  /** What is known of those that live. */
  get snapshots (): Snapshot[] {
    return this.#places.flatMap(({ listening, last }) => listening && last !== undefined ? [last] : [])
  }

  /** Asks all of them for everything, and waits for those that answer soon. */
  async ask (): Promise<void> {
    await Promise.all(this.#places.filter(({ listening }) => listening).map(async place => await new Promise<void>(resolve => {
      const giveUp = setTimeout(resolve, ANSWER_MS_MAX)
      this.#measure(place, true, () => {
        clearTimeout(giveUp)
        resolve()
      })
    })))
  }

  /** Has any worker that serves do what the operator wants; all of them see the same streams. */
  async operate (wish: (id: number) => Extract<ToWorker, { viewer: unknown }>): Promise<Operated> {
    const place = this.#places.find(({ listening }) => listening)
    if (place === undefined) return { fault: 'no worker serves' }
    const id = this.#questions++
    return await new Promise(resolve => {
      const giveUp = setTimeout(() => {
        place.operating.delete(id)
        resolve({ fault: 'the worker that was asked does not answer' })
      }, OPERATE_MS_MAX)
      place.operating.set(id, outcome => {
        clearTimeout(giveUp)
        resolve(outcome)
      })
      this.#send(place, wish(id))
    })
  }

  drain (): void {
    this.#ending = true
    for (const place of this.#places) this.#send(place, { type: 'drain' })
  }

  /** Resolves to how many connections had to be cut, once all have ended. */
  async stop (graceMs: number): Promise<number> {
    this.#ending = true
    this.#stopMeasuring()
    await Promise.all(this.#places.map(async place => {
      const { worker } = place
      if (worker.isDead()) return
      const ended = new Promise<void>(resolve => { worker.once('exit', () => { resolve() }) })
      // One that does not listen yet has nothing to finish.
      if (place.listening) this.#send(place, { type: 'stop', graceMs })
      else worker.process.kill('SIGKILL')
      const tooLate = setTimeout(() => { worker.process.kill('SIGKILL') }, graceMs + SPARE_MS)
      await ended
      clearTimeout(tooLate)
    }))
    return this.#cut
  }

  #fork (number: number): Worker {
    return cluster.fork(toEnvironment({ place: number, gateId: `${this.#gateId}-${number}` }))
  }

  #hear (place: Place, { resolve, reject }: { resolve: (at: { host: string, port: number }) => void, reject: (error: Error) => void }): void {
    const { worker } = place
    let why = 'it ended before it listened'
    place.bornMs = place.heardMs = this.#clock.nowMs()
    worker.on('message', (message: FromWorker) => {
      place.heardMs = this.#clock.nowMs()
      switch (message.type) {
        case 'listening':
          place.listening = true
          this.#observe.started(place.number, worker.process.pid)
          return resolve(message.at)
        case 'failed':
          why = message.why
          return
        case 'measured':
          place.last = { ...place.last, ...message.snapshot }
          place.waiting.get(message.id)?.(message.snapshot)
          place.waiting.delete(message.id)
          return
        case 'operated':
          place.operating.get(message.id)?.(message.outcome)
          place.operating.delete(message.id)
          return
        case 'stopped':
          this.#cut += message.cut
      }
    })
    // Said by the system about a worker that could not be started, or that cannot be spoken to any more.
    worker.on('error', error => { why = error.message })
    worker.once('exit', (code, signal) => {
      const wasListening = place.listening
      place.listening = false
      place.waiting.clear()
      for (const settle of place.operating.values()) settle({ fault: 'the worker that was asked has ended' })
      place.operating.clear()
      if (this.#ending) return
      if (!wasListening) reject(new Error(why))
      const how = signal ?? (wasListening ? `exit code ${code}` : why)
      this.#observe.lost(place.number, how, place.last)
      place.last = undefined
      this.#replace(place)
    })
  }

  #replace (place: Place): void {
    place.failures = this.#clock.nowMs() - place.bornMs < YOUNG_MS ? place.failures + 1 : 0
    const pauseMs = place.failures < 2 ? 0 : Math.min(PAUSE_MS * 2 ** (place.failures - 2), PAUSE_MS_MAX)
    setTimeout(() => {
      if (this.#ending) return
      place.worker = this.#fork(place.number)
      this.#hear(place, { resolve: () => {}, reject: () => {} })
    }, pauseMs)
  }

  #measureAll (): void {
    const nowMs = this.#clock.nowMs()
    for (const place of this.#places) {
      if (!place.listening) continue
      if (nowMs - place.heardMs > SILENCE_MS_MAX) {
        this.#observe.silent(place.number)
        place.worker.process.kill('SIGKILL')
      } else {
        this.#measure(place, false, () => {})
      }
    }
  }

  #measure (place: Place, whole: boolean, onAnswer: (snapshot: Snapshot) => void): void {
    const id = this.#questions++
    place.waiting.set(id, onAnswer)
    this.#send(place, { type: 'measure', id, whole })
  }

  #send ({ worker }: Place, message: ToWorker): void {
    // Whoever cannot be spoken to is about to end, or to be noticed by its silence.
    if (worker.isConnected()) worker.send(message, undefined, () => {})
  }
}
