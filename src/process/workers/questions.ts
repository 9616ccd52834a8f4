import type { FromWorker, Operated, Snapshot, ToWorker } from './messages.js'

/** How long an operator's wish may take. */
export const OPERATE_MS_MAX = 5000

type Wish = Extract<ToWorker, { viewer: unknown }>
type Answer = Extract<FromWorker, { id: number, snapshot: unknown } | { id: number, outcome: unknown }>

/** What one worker is asked, and what becomes of it. */
export class Questions {
  readonly #send: (message: ToWorker) => void
  readonly #measuring = new Map<number, (snapshot: Snapshot) => void>()
  readonly #operating = new Map<number, (outcome: Operated) => void>()
  #ids = 0

  constructor (send: (message: ToWorker) => void) {
    this.#send = send
  }

  /** @param whole whether everything is asked for, or only what it has counted */
  measure (whole: boolean, onAnswer: (snapshot: Snapshot) => void): void {
    const id = this.#ids++
    this.#measuring.set(id, onAnswer)
    this.#send({ type: 'measure', id, whole })
  }

  async operate (wish: (id: number) => Wish): Promise<Operated> {
    const id = this.#ids++
    return await new Promise(resolve => {
      const giveUp = setTimeout(() => {
        this.#operating.delete(id)
        resolve({ fault: 'the worker did not respond in time' })
      }, OPERATE_MS_MAX)
      this.#operating.set(id, outcome => {
        clearTimeout(giveUp)
        resolve(outcome)
      })
      this.#send(wish(id))
    })
  }

  answered (answer: Answer): void {
    const { id } = answer
    if (answer.type === 'measured') this.#measuring.get(id)?.(answer.snapshot)
    else this.#operating.get(id)?.(answer.outcome)
    this.#measuring.delete(id)
    this.#operating.delete(id)
  }

  /** There will be no more answers. */
  abandon (): void {
    this.#measuring.clear()
    for (const settle of this.#operating.values()) settle({ fault: 'the worker exited before it responded' })
    this.#operating.clear()
  }
}
