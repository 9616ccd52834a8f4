import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'

/** How often running responses are looked at: how late an expiry can be felt. */
export const LOOK_INTERVAL_MS = 250
/** How many streams at most, each time, the store is asked about again after a fault. */
export const RETRIES_MAX = 50
/** How often what no longer holds is dropped from memory. */
export const SWEEP_INTERVAL_MS = 5000

/**
 * Looks after what lasts: a long response or a WebSocket renews its stream while its client takes
 * bytes, and is cut once the stream has ended. A timer only looks; the evidence is the client's.
 *
 * @returns how to stop looking
 */
export function superviseStreams ({ memory, clock, implicitRenewal, refresh, graceMs }: {
  memory: StreamMemory
  clock: Clock
  implicitRenewal: boolean
  refresh: (known: KnownStream, renewing: boolean) => void
  /** How long an ended stream is remembered, for the store may be away when it is asked for. */
  graceMs: number
}): () => void {
  const stopLooking = clock.every(LOOK_INTERVAL_MS, () => {
    const nowMs = clock.nowMs()
    for (const known of memory.busy) look(known, nowMs)
    retry(nowMs)
  })
  const stopSweeping = clock.every(SWEEP_INTERVAL_MS, () => { memory.sweep(clock.nowMs(), graceMs) })
  return () => {
    stopLooking()
    stopSweeping()
  }

  /** Nobody may come for a stream that the store could not be asked about, and its slot is kept until it was. */
  function retry (nowMs: number): void {
    let left = RETRIES_MAX
    for (const known of memory.unconfirmed) {
      if (left === 0) return
      if (known.lookupInFlight || nowMs < known.backoffUntilMs) continue
      refresh(known, false)
      left--
    }
  }

  function look (known: KnownStream, nowMs: number): void {
    // Every exchange is looked at, so that bytes taken long ago never count as taken now.
    let taking = false
    for (const exchange of known.exchanges) taking = exchange.hasProgressed() || taking
    const due = implicitRenewal && nowMs >= known.renewAfterMs && nowMs >= known.backoffUntilMs && !known.lookupInFlight
    if (due && !taking) taking = [...known.exchanges].some(exchange => exchange.isProgressing())
    if (implicitRenewal && taking) known.usedAtMs = nowMs
    if (due && taking) refresh(known, true)
    // Nobody took anything, or nobody may renew: another gate or the client's own calls can have kept
    // the stream alive, so the store has the last word before anything is cut.
    else if (!memory.isFresh(known, nowMs)) refresh(known, false)
  }
}
