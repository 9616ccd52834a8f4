import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import { ConnectionHandoff, type Recipient } from './connection-handoff.js'
import { startWorker, type StartedWorker } from './start-worker.js'
import { WorkerCalls } from './worker-calls.js'
import type { AdminRequest, AdminResult, FromWorker, Snapshot } from './worker-messages.js'

/** Interval of reading the counters of all workers. A worker that is killed loses what it counted since the last reading. */
export const MEASURE_INTERVAL_MS = 1000
/** How long a scrape waits for a worker. After that it uses the last known snapshot. */
export const SCRAPE_TIMEOUT_MS = 500
/** A worker that has sent no message for so long is unresponsive, and is replaced. */
export const UNRESPONSIVE_AFTER_MS = 10_000
/** A worker that exits sooner than this after its start counts as a failed start. Failed starts in a row are a crash loop, in which each restart waits twice as long. */
const STABLE_AFTER_MS = 10_000
const BACKOFF_MS = 100
const BACKOFF_MS_MAX = 5000
/** How long a worker may take to exit after the grace. */
const EXIT_TIMEOUT_MS = 5000

export interface WorkerPoolObserver {
  readonly started: (slot: number, pid: number | undefined) => void
  /** `last` is the last known snapshot of the worker. */
  readonly exited: (slot: number, reason: string, last: Snapshot | undefined) => void
  readonly unresponsive: (slot: number) => void
  /** A connection was closed because too many wait for a worker. */
  readonly dropped: () => void
}

interface WorkerSlot {
  readonly number: number
  /** Undefined while the slot is empty. */
  worker: Worker | undefined
  /** Failed starts in a row. */
  failures: number
}

interface Worker {
  readonly process: StartedWorker
  readonly calls: WorkerCalls
  readonly startedMs: number
  lastMessageMs: number
  /** Receives connections; undefined until the worker is ready. */
  recipient: Recipient | undefined
  last: Snapshot | undefined
  onExited: () => void
}

/** The workers of one gate: a fixed number of slots, each refilled when its worker exits. */
export class WorkerPool {
  readonly #slots: WorkerSlot[] = []
  readonly #clock: Clock
  readonly #gateId: string
  readonly #observe: WorkerPoolObserver
  readonly #handoff: ConnectionHandoff
  #ending = false
  #aborted = 0
  #stopMeasuring = (): void => {}

  constructor ({ clock, gateId, observe }: { clock: Clock, gateId: string, observe: WorkerPoolObserver }) {
    this.#clock = clock
    this.#gateId = gateId
    this.#observe = observe
    this.#handoff = new ConnectionHandoff(observe)
  }

  /** Resolves when all workers are ready; rejects with the first reason why a worker cannot start. */
  async start (count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, async (_, index) => await new Promise<void>((resolve, reject) => {
      const slot: WorkerSlot = { number: index + 1, worker: undefined, failures: 0 }
      this.#slots.push(slot)
      this.#fill(slot, resolve, reject)
    })))
    this.#stopMeasuring = this.#clock.every(MEASURE_INTERVAL_MS, () => { this.#measureAll() })
  }

  /** Hands a connection to a worker as soon as one can receive it. */
  handOff (socket: Socket): void {
    this.#handoff.add(socket)
  }

  /** Number of worker slots. */
  get size (): number {
    return this.#slots.length
  }

  /** The last known snapshots of the ready workers. */
  get snapshots (): Snapshot[] {
    return this.#ready.flatMap(({ last }) => last ?? [])
  }

  /** Requests complete snapshots from all ready workers. Resolves when all have responded or timed out. */
  async refresh (): Promise<void> {
    await Promise.all(this.#ready.map(async worker => await new Promise<void>(resolve => {
      const timeout = setTimeout(resolve, SCRAPE_TIMEOUT_MS)
      measure(worker, true, () => {
        clearTimeout(timeout)
        resolve()
      })
    })))
  }

  /** Sends an admin request to any ready worker; all workers share the same streams. */
  async administer (request: (id: number) => AdminRequest): Promise<AdminResult> {
    return await this.#ready[0]?.calls.administer(request) ?? { fault: 'no worker is ready' }
  }

  drain (): void {
    this.#ending = true
    for (const worker of this.#ready) worker.process.send({ type: 'drain' })
  }

  /** Resolves to the number of aborted connections when all workers have exited. */
  async stop (graceMs: number): Promise<number> {
    this.#ending = true
    this.#stopMeasuring()
    // Waiting connections are sent before the stop message.
    this.#handoff.finish()
    await Promise.all(this.#slots.map(async ({ worker }) => {
      if (worker === undefined) return
      const exited = new Promise<void>(resolve => { worker.onExited = resolve })
      // A worker that is not ready has nothing to finish.
      if (worker.recipient === undefined) worker.process.kill()
      else worker.process.send({ type: 'stop', graceMs })
      const timeout = setTimeout(worker.process.kill, graceMs + EXIT_TIMEOUT_MS)
      await exited
      clearTimeout(timeout)
    }))
    return this.#aborted + this.#handoff.aborted
  }

  get #ready (): Worker[] {
    return this.#slots.flatMap(({ worker }) => worker?.recipient === undefined ? [] : [worker])
  }

  /** Starts a worker. `resolve` is called when it is ready, `reject` if it exits before that. */
  #fill (slot: WorkerSlot, resolve: () => void, reject: (error: Error) => void): void {
    let why: string | undefined
    const nowMs = this.#clock.nowMs()
    try {
      const child = startWorker({ slot: slot.number, gateId: `${this.#gateId}-${slot.number}` }, {
        onMessage: message => {
          worker.lastMessageMs = this.#clock.nowMs()
          if (message.type === 'failed') why = message.why
          this.#handle(worker, message)
          if (message.type !== 'ready') return
          this.#observe.started(slot.number, child.pid)
          resolve()
        },
        onExit: reason => {
          slot.worker = undefined
          this.#exited(slot, worker, why ?? reason, reject)
        }
      })
      const worker: Worker = { process: child, calls: new WorkerCalls(child.send), startedMs: nowMs, lastMessageMs: nowMs, recipient: undefined, last: undefined, onExited: () => {} }
      slot.worker = worker
    } catch (error) {
      this.#exited(slot, undefined, error instanceof Error ? error.message : String(error), reject)
    }
  }

  #handle (worker: Worker, message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        worker.recipient = this.#handoff.join((id, socket) => { worker.process.send({ type: 'connection', id }, socket) })
        return
      case 'received':
        worker.recipient?.received(message.id)
        return
      case 'measured':
        worker.last = { ...worker.last, ...message.snapshot }
        worker.calls.responded(message)
        return
      case 'admin-result':
        worker.calls.responded(message)
        return
      case 'stopped':
        this.#aborted += message.aborted
    }
  }

  /** @param worker undefined if its process could not be created */
  #exited (slot: WorkerSlot, worker: Worker | undefined, reason: string, reject: (error: Error) => void): void {
    worker?.calls.abandon()
    worker?.recipient?.exited()
    worker?.onExited()
    if (this.#ending) return
    if (worker?.recipient === undefined) reject(new Error(reason))
    this.#observe.exited(slot.number, reason, worker?.last)
    const hasFailed = worker === undefined || this.#clock.nowMs() - worker.startedMs < STABLE_AFTER_MS
    slot.failures = hasFailed ? slot.failures + 1 : 0
    const backoffMs = slot.failures < 2 ? 0 : Math.min(BACKOFF_MS * 2 ** (slot.failures - 2), BACKOFF_MS_MAX)
    setTimeout(() => { if (!this.#ending) this.#fill(slot, () => {}, () => {}) }, backoffMs)
  }

  #measureAll (): void {
    const nowMs = this.#clock.nowMs()
    for (const { number, worker } of this.#slots) {
      if (worker?.recipient === undefined) continue
      if (nowMs - worker.lastMessageMs > UNRESPONSIVE_AFTER_MS) {
        this.#observe.unresponsive(number)
        worker.process.kill()
      } else {
        measure(worker, false, () => {})
      }
    }
  }
}

function measure ({ calls, recipient }: Worker, whole: boolean, onResponse: () => void): void {
  const responded = recipient?.requestSent()
  calls.measure(whole, () => {
    responded?.()
    onResponse()
  })
}
