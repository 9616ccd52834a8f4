import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { Refresh } from '../outage/recover-streams.js'
import type { StreamStore } from '../stream-store.js'
import type { Stream } from '../stream.js'

/** Backoff after a fault, before the same stream is looked up again. */
export const RETRY_AFTER_FAULT_MS = 1000

/**
 * Refreshes a known stream in the background. It renews the stream, or only looks it up when `renewing` is false and
 * no renewal is overdue. At most one lookup is in flight per stream. A stream that the store does not know any more
 * ends here, and its exchanges are aborted. After a fault, the stream continues for as long as the outage mode allows.
 */
export function refreshStream ({ store, memory, clock, expirySeconds, allowsInGrace, onFault }: {
  store: Pick<StreamStore, 'renew' | 'find'>
  memory: StreamMemory
  clock: Clock
  expirySeconds: number
  allowsInGrace: AllowInGrace
  onFault: (error: unknown) => void
}): Refresh {
  return (known, renewing) => {
    const sentAtMs = clock.nowMs()
    if (known.lookupInFlight || sentAtMs < known.backoffUntilMs) return
    known.lookupInFlight = true
    lookUp(known, renewing || isOverdue(known, sentAtMs)).then(stream => {
      known.lookupInFlight = false
      if (stream === undefined) memory.putNegative(known.token, clock.nowMs())
      else memory.put(stream, sentAtMs)
    }, (error: unknown) => {
      known.lookupInFlight = false
      const nowMs = clock.nowMs()
      known.backoffUntilMs = nowMs + RETRY_AFTER_FAULT_MS
      // A fresh stream does not need the grace.
      if (memory.isFresh(known, nowMs) || allowsInGrace(known, nowMs)) memory.markUnconfirmed(known)
      else memory.abort(known, 'expired')
      onFault(error)
    })
  }

  /**
   * Whether the stream was in use when its renewal was due, and was not renewed because the store was unavailable.
   * Otherwise a lookup after the outage could find a stream alive that expires before its viewer's next request.
   */
  function isOverdue ({ usedAtMs, renewAfterMs }: KnownStream, nowMs: number): boolean {
    return usedAtMs >= renewAfterMs && nowMs < usedAtMs + expirySeconds * 1000
  }

  async function lookUp ({ token }: KnownStream, renewing: boolean): Promise<Stream | undefined> {
    return renewing ? (await store.renew(token, expirySeconds))?.stream : await store.find(token)
  }
}
