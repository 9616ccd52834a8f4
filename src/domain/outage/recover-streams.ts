import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from './allow-in-grace.js'

/** Interval between batches of lookups, and the size of a batch: at most 10 000 lookups a second. */
export const BATCH_INTERVAL_MS = 50
export const BATCH_SIZE_MAX = 500

/** Looks a known stream up in the background, and renews it when `renewing`. Returns immediately. */
export type Refresh = (known: KnownStream, renewing: boolean) => void

/** Looks up all known streams, because the store may have lost them or let them expire. */
export interface Recovery {
  /** Starts, or starts again. Returns immediately. */
  readonly start: (refresh: Refresh) => void
  /** Whether a stream that may continue has not been looked up yet. */
  readonly isRunning: () => boolean
  readonly stop: () => void
}

/**
 * Looks up each stream that this gate would let continue, in batches, without waiting for its traffic: until then
 * another stream could get its slot. The lookup restores what the store has lost.
 */
export function recoverStreams ({ memory, clock, allowsInGrace }: {
  memory: StreamMemory
  clock: Clock
  allowsInGrace: AllowInGrace
}): Recovery {
  const waiting = new Set<KnownStream>()
  const lookedUp = new Set<KnownStream>()
  let startedMs = -Infinity
  let stopBatches: (() => void) | undefined

  return {
    start: refresh => {
      startedMs = clock.nowMs()
      lookedUp.clear()
      for (const known of memory.all) {
        if (startedMs < known.validUntilMs || allowsInGrace(known, startedMs)) waiting.add(known)
      }
      stopBatches ??= clock.every(BATCH_INTERVAL_MS, () => { lookUpBatch(refresh) })
      lookUpBatch(refresh)
    },
    isRunning: () => waiting.size > 0,
    stop
  }

  function lookUpBatch (refresh: Refresh): void {
    let left = BATCH_SIZE_MAX
    for (const known of waiting) {
      if (isDone(known)) waiting.delete(known)
      else if (!known.lookupInFlight && left-- > 0) lookUp(known, refresh)
    }
    if (waiting.size === 0) stop()
  }

  function lookUp (known: KnownStream, refresh: Refresh): void {
    lookedUp.add(known)
    known.backoffUntilMs = -Infinity
    refresh(known, false)
  }

  /** A stream whose lookup met a fault is unconfirmed; `superviseStreams` retries it. */
  function isDone (known: KnownStream): boolean {
    return memory.get(known.token) !== known || known.verifiedAtMs >= startedMs ||
      (lookedUp.has(known) && !known.lookupInFlight)
  }

  function stop (): void {
    stopBatches?.()
    stopBatches = undefined
    waiting.clear()
    lookedUp.clear()
  }
}
