import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import { isStoreUnavailable } from '../is-store-unavailable.js'
import type { StreamStore } from '../stream-store.js'

/** Faults in a row after which it is found out whether the store is away. */
export const FAULTS_MAX = 3
/** How often a store that is away is asked whether it is back. */
export const PROBE_INTERVAL_MS = 250

/** A store that is left alone while it is away. */
export interface Circuit {
  /** The same store; while it is away every question to it is rejected at once, without being sent. */
  readonly store: StreamStore
  /** Whether the store is away. */
  readonly isOpen: () => boolean
  /** How long ago the store last answered, in ms; undefined when it never has. */
  readonly unavailableMs: () => number | undefined
  /** Calls `listener` whenever the store is back, before any other question is sent. */
  readonly onClosed: (listener: () => void) => void
  /** Gives up its timer, and the store. */
  readonly close: () => Promise<void>
}

/**
 * Stops asking a store that does not answer. Faults in a row only raise the suspicion: a ping has the last
 * word, so that one lost part of a Cluster does not count as the loss of all. While the store is away,
 * nothing but a ping now and then is sent to it.
 */
export function breakCircuit ({ store, clock }: { store: StreamStore, clock: Clock }): Circuit {
  let faults = 0
  let pinging = false
  let away = false
  let answeredAtMs: number | undefined
  const listeners: Array<() => void> = []
  const stopProbing = clock.every(PROBE_INTERVAL_MS, () => { if (away) probe() })

  return {
    isOpen: () => away,
    unavailableMs: () => answeredAtMs === undefined ? undefined : clock.nowMs() - answeredAtMs,
    onClosed: listener => { listeners.push(listener) },
    close: async () => {
      stopProbing()
      await store.close()
    },
    store: {
      ...store,
      acquire: request => ask(() => store.acquire(request)),
      renew: (token, expirySeconds) => ask(() => store.renew(token, expirySeconds)),
      release: token => ask(() => store.release(token)),
      stop: token => ask(() => store.stop(token)),
      list: viewer => ask(() => store.list(viewer)),
      restore: (lost, request) => ask(() => store.restore(lost, request)),
      reclaimed: () => ask(() => store.reclaimed()),
      find: token => ask(() => store.find(token)),
      countActive: () => ask(() => store.countActive()),
      ping: () => ask(() => store.ping())
    }
  }

  async function ask<Answer> (question: () => Promise<Answer>): Promise<Answer> {
    if (away) throw new Fault('STORE_UNREACHABLE', 'the store is away')
    try {
      const answer = await question()
      faults = 0
      answeredAtMs = clock.nowMs()
      return answer
    } catch (error) {
      if (isStoreUnavailable(error) && ++faults >= FAULTS_MAX) probe()
      throw error
    }
  }

  function probe (): void {
    if (pinging) return
    pinging = true
    store.ping().then(() => {
      faults = 0
      answeredAtMs = clock.nowMs()
      if (!away) return
      away = false
      for (const listener of listeners) listener()
    }, () => { away = true }).finally(() => { pinging = false })
  }
}
