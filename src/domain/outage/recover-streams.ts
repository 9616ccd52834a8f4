import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from './allow-in-grace.js'

/** How often some of the known streams are asked about, and how many at once: ten thousand a second. */
export const ROUND_INTERVAL_MS = 50
export const ROUND_STREAMS_MAX = 500

/** Asking about all known streams, because the store may have lost them or let them expire. */
export interface Recovery {
  /** Begins, or begins anew. Returns at once. */
  readonly start: () => void
  /** Whether some that may play on have not been asked about yet. */
  readonly isRunning: () => boolean
  readonly stop: () => void
}

/**
 * Asks the store about each stream that this gate would let play on, a few at a time, without waiting for
 * its traffic: until then others could be granted its slot. The question restores what the store has lost.
 */
export function recoverStreams ({ memory, clock, refresh, allowsInGrace }: {
  memory: StreamMemory
  clock: Clock
  refresh: (known: KnownStream, renewing: boolean) => void
  allowsInGrace: AllowInGrace
}): Recovery {
  const waiting = new Set<KnownStream>()
  const asked = new Set<KnownStream>()
  let startedMs = -Infinity
  let stop: (() => void) | undefined

  return {
    start: () => {
      startedMs = clock.nowMs()
      asked.clear()
      for (const known of memory.all) {
        if (startedMs < known.validUntilMs || allowsInGrace(known, startedMs)) waiting.add(known)
      }
      stop ??= clock.every(ROUND_INTERVAL_MS, askSome)
      askSome()
    },
    isRunning: () => waiting.size > 0,
    stop: finish
  }

  function askSome (): void {
    let left = ROUND_STREAMS_MAX
    for (const known of waiting) {
      if (isDone(known)) waiting.delete(known)
      else if (!known.lookupInFlight && left-- > 0) ask(known)
    }
    if (waiting.size === 0) finish()
  }

  function ask (known: KnownStream): void {
    asked.add(known)
    known.backoffUntilMs = -Infinity
    refresh(known, false)
  }

  /** One that met a fault is left to those who look after unconfirmed streams. */
  function isDone (known: KnownStream): boolean {
    return memory.get(known.token) !== known || known.verifiedAtMs >= startedMs ||
      (asked.has(known) && !known.lookupInFlight)
  }

  function finish (): void {
    stop?.()
    stop = undefined
    waiting.clear()
    asked.clear()
  }
}
