import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refresh } from '../outage/recover-streams.js'

/** Interval at which running exchanges are polled: the maximum delay of an abort after an expiry. */
export const POLL_INTERVAL_MS = 250
/** Maximum number of unconfirmed streams that one poll looks up again. */
export const RETRIES_MAX = 50
/** Interval at which expired entries are removed from memory. */
export const SWEEP_INTERVAL_MS = 5000

/**
 * Supervises running exchanges. A long response or a WebSocket renews its stream while its client takes bytes, and is
 * aborted when the stream has ended. The timer only polls; the evidence for a renewal comes from the client.
 *
 * @returns a function that stops it
 */
export function superviseStreams ({ memory, clock, implicitRenewal, refresh, graceMs }: {
  memory: StreamMemory
  clock: Clock
  implicitRenewal: boolean
  refresh: Refresh
  /** How long an expired stream is kept, because it may continue in grace. */
  graceMs: number
}): () => void {
  const stopPolling = clock.every(POLL_INTERVAL_MS, () => {
    const nowMs = clock.nowMs()
    for (const known of memory.busy) poll(known, nowMs)
    retryUnconfirmed(nowMs)
  })
  const stopSweeping = clock.every(SWEEP_INTERVAL_MS, () => { memory.sweep(clock.nowMs(), graceMs) })
  return () => {
    stopPolling()
    stopSweeping()
  }

  /** An unconfirmed stream may get no further request, and its slot stays reserved until a lookup succeeds. */
  function retryUnconfirmed (nowMs: number): void {
    let left = RETRIES_MAX
    for (const known of memory.unconfirmed) {
      if (left === 0) return
      if (known.lookupInFlight || nowMs < known.backoffUntilMs) continue
      refresh(known, false)
      left--
    }
  }

  function poll (known: KnownStream, nowMs: number): void {
    // Poll every exchange, so that bytes taken long ago never count as taken now.
    let isProgressing = false
    for (const exchange of known.exchanges) isProgressing = exchange.hasProgressed() || isProgressing
    const isDue = implicitRenewal && nowMs >= known.renewAfterMs && nowMs >= known.backoffUntilMs && !known.lookupInFlight
    if (isDue && !isProgressing) isProgressing = [...known.exchanges].some(exchange => exchange.isProgressing())
    if (implicitRenewal && isProgressing) known.usedAtMs = nowMs
    if (isDue && isProgressing) refresh(known, true)
    // Without progress, or without implicit renewal, another gate or the client's own calls may have renewed the
    // stream. Look it up before anything is aborted.
    else if (!memory.isFresh(known, nowMs)) refresh(known, false)
  }
}
