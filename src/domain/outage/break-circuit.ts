import type { Clock } from '../clock.js'
import { Fault, isStoreUnavailable } from '../fault.js'
import type { StreamStore } from '../stream-store.js'

/** Consecutive faults after which a ping decides whether the store is unavailable. */
export const FAULTS_MAX = 3
/** Interval between pings of an unavailable store. */
export const PROBE_INTERVAL_MS = 250

/** A store behind a circuit breaker. */
export interface Circuit {
  /** The same store; while the circuit is open, each call is rejected immediately, without being sent. */
  readonly store: StreamStore
  /** Whether the store is unavailable. */
  readonly isOpen: () => boolean
  /** Milliseconds since the last response of the store; undefined when there was none. */
  readonly unavailableMs: () => number | undefined
  /** Calls `listener` whenever the store is available again, before any other call is sent. */
  readonly onClosed: (listener: () => void) => void
  /** Stops the timer and closes the store. */
  readonly close: () => Promise<void>
}

/**
 * Stops calling a store that does not respond. Consecutive faults cause a ping, and only its failure opens the
 * circuit, so that the loss of one part of a Cluster does not count as the loss of all of it. While the circuit is
 * open, the store gets nothing but pings.
 */
export function breakCircuit ({ store, clock }: { store: StreamStore, clock: Clock }): Circuit {
  let faults = 0
  let isPinging = false
  let isOpen = false
  let respondedAtMs: number | undefined
  const listeners: Array<() => void> = []
  const stopProbing = clock.every(PROBE_INTERVAL_MS, () => { if (isOpen) probe() })

  return {
    isOpen: () => isOpen,
    unavailableMs: () => respondedAtMs === undefined ? undefined : clock.nowMs() - respondedAtMs,
    onClosed: listener => { listeners.push(listener) },
    close: async () => {
      stopProbing()
      await store.close()
    },
    store: {
      ...store,
      acquire: request => call(() => store.acquire(request)),
      renew: (token, expirySeconds) => call(() => store.renew(token, expirySeconds)),
      release: token => call(() => store.release(token)),
      stop: token => call(() => store.stop(token)),
      list: viewer => call(() => store.list(viewer)),
      restore: (lost, request) => call(() => store.restore(lost, request)),
      reclaimed: () => call(() => store.reclaimed()),
      find: token => call(() => store.find(token)),
      countActive: () => call(() => store.countActive()),
      ping: () => call(() => store.ping())
    }
  }

  async function call<Result> (operation: () => Promise<Result>): Promise<Result> {
    if (isOpen) throw new Fault('STORE_UNREACHABLE', 'the store is unavailable')
    try {
      const result = await operation()
      faults = 0
      respondedAtMs = clock.nowMs()
      return result
    } catch (error) {
      if (isStoreUnavailable(error) && ++faults >= FAULTS_MAX) probe()
      throw error
    }
  }

  function probe (): void {
    if (isPinging) return
    isPinging = true
    store.ping().then(() => {
      faults = 0
      respondedAtMs = clock.nowMs()
      if (!isOpen) return
      isOpen = false
      for (const listener of listeners) listener()
    }, () => { isOpen = true }).finally(() => { isPinging = false })
  }
}
