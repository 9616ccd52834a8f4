import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { StreamStore } from '../stream-store.js'
import type { Stream } from '../stream.js'

/** After a fault, how long to wait before asking the store about the same stream again. */
export const RETRY_AFTER_FAULT_MS = 1000

/**
 * Asks the store about a known stream behind the traffic's back: renews it, or only looks when
 * `renewing` is false and no renewal is owed. One question a stream is under way at most. A stream that the store no longer
 * knows is ended here and its exchanges are cut; after a fault what was known stays known for as long as
 * the rule for outages allowsInGrace it.
 */
export function refreshStream ({ store, memory, clock, expirySeconds, allowsInGrace, onFault }: {
  store: Pick<StreamStore, 'renew' | 'find'>
  memory: StreamMemory
  clock: Clock
  expirySeconds: number
  allowsInGrace: AllowInGrace
  onFault: (error: unknown) => void
}) {
  return (known: KnownStream, renewing: boolean): void => {
    const sentAtMs = clock.nowMs()
    if (known.lookupInFlight || sentAtMs < known.backoffUntilMs) return
    known.lookupInFlight = true
    ask(known, renewing || isOverdue(known, sentAtMs)).then(stream => {
      known.lookupInFlight = false
      if (stream === undefined) memory.putNegative(known.token, clock.nowMs())
      else memory.put(stream, sentAtMs)
    }, (error: unknown) => {
      known.lookupInFlight = false
      const nowMs = clock.nowMs()
      known.backoffUntilMs = nowMs + RETRY_AFTER_FAULT_MS
      // What is still believed needs no tolerance.
      if (memory.isFresh(known, nowMs) || allowsInGrace(known, nowMs)) memory.markUnconfirmed(known)
      else memory.abort(known, 'expired')
      onFault(error)
    })
  }

  /**
   * Whether somebody watched when it was to be renewed, and it was not: the store was away. Back again, it may
   * call a stream alive that ends before its viewer's next request.
   */
  function isOverdue ({ usedAtMs, renewAfterMs }: KnownStream, nowMs: number): boolean {
    return usedAtMs >= renewAfterMs && nowMs < usedAtMs + expirySeconds * 1000
  }

  async function ask ({ token }: KnownStream, renewing: boolean): Promise<Stream | undefined> {
    return renewing ? (await store.renew(token, expirySeconds))?.stream : await store.find(token)
  }
}
