import type { AdminRequest, AdminResult, FromWorker, Snapshot, ToWorker } from './worker-messages.js'

/** Timeout of an admin request. */
export const ADMIN_TIMEOUT_MS = 5000

type Response = Extract<FromWorker, { type: 'measured' | 'admin-result' }>

/** Requests to one worker, each matched with its response by an id. */
export class WorkerCalls {
  readonly #send: (message: ToWorker) => void
  readonly #measuring = new Map<number, (snapshot: Snapshot) => void>()
  readonly #administering = new Map<number, (result: AdminResult) => void>()
  #ids = 0

  constructor (send: (message: ToWorker) => void) {
    this.#send = send
  }

  /** @param whole whether to request the complete snapshot, or only the counters */
  measure (whole: boolean, onSnapshot: (snapshot: Snapshot) => void): void {
    const id = this.#ids++
    this.#measuring.set(id, onSnapshot)
    this.#send({ type: 'measure', id, whole })
  }

  /** Never rejects: a timeout resolves to a fault. */
  async administer (request: (id: number) => AdminRequest): Promise<AdminResult> {
    const id = this.#ids++
    return await new Promise(resolve => {
      const timeout = setTimeout(() => {
        this.#administering.delete(id)
        resolve({ fault: 'the worker did not respond in time' })
      }, ADMIN_TIMEOUT_MS)
      this.#administering.set(id, result => {
        clearTimeout(timeout)
        resolve(result)
      })
      this.#send(request(id))
    })
  }

  responded (response: Response): void {
    const { id } = response
    if (response.type === 'measured') this.#measuring.get(id)?.(response.snapshot)
    else this.#administering.get(id)?.(response.result)
    this.#measuring.delete(id)
    this.#administering.delete(id)
  }

  /** Ends all calls; call it when the worker has exited. */
  abandon (): void {
    this.#measuring.clear()
    for (const settle of this.#administering.values()) settle({ fault: 'the worker exited before it responded' })
    this.#administering.clear()
  }
}
