import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'
import type { Granted } from './acquire-stream.js'

/**
 * Renews a viewer's own live stream, or refuses. While the store is unavailable, it succeeds for a stream that may
 * continue in grace, without changing the end of the stream. Rejects with the store's `Fault`.
 */
export function renewStream ({ store, memory, clock, checkOwnership, expirySeconds, allowsInGrace }: {
  store: Pick<StreamStore, 'renew'>
  memory: StreamMemory
  clock: Clock
  checkOwnership: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
  expirySeconds: number
  allowsInGrace: AllowInGrace
}) {
  return async ({ viewer, token }: { viewer: Viewer, token: Token }): Promise<Granted | Refusal> => {
    const refusal = await checkOwnership(token, viewer)
    if (refusal !== undefined) return refusal
    const sentAtMs = clock.nowMs()
    if (memory.isNegative(token, sentAtMs)) return { refused: memory.isStopped(token) ? 'stream-stopped' : 'token-unknown' }
    try {
      const renewed = await store.renew(token, expirySeconds)
      if (renewed === undefined) {
        memory.putNegative(token, clock.nowMs())
        return { refused: 'token-unknown' }
      }
      memory.put(renewed.stream, sentAtMs)
      return { token, active: renewed.active }
    } catch (error) {
      const known = memory.get(token)
      const nowMs = clock.nowMs()
      if (!(error instanceof Fault) || known === undefined || !allowsInGrace(known, nowMs)) throw error
      memory.markUnconfirmed(known)
      known.usedAtMs = nowMs
      return { token }
    }
  }
}
