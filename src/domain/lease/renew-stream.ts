import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'
import type { Granted } from './acquire-stream.js'

/**
 * Renews a viewer's own living stream, or says why not. While the store cannot be asked, a stream that may
 * go on is told so, and keeps the end it had. Rejects with the store's `Fault`.
 */
export function renewStream ({ store, memory, clock, refuseForeign, expirySeconds, allowsInGrace }: {
  store: Pick<StreamStore, 'renew'>
  memory: StreamMemory
  clock: Clock
  refuseForeign: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
  expirySeconds: number
  allowsInGrace: AllowInGrace
}) {
  return async ({ viewer, token }: { viewer: Viewer, token: Token }): Promise<Granted | Refusal> => {
    const foreign = await refuseForeign(token, viewer)
    if (foreign !== undefined) return foreign
    const askedAtMs = clock.nowMs()
    if (memory.isDead(token, askedAtMs)) return { refused: memory.isStopped(token) ? 'stream-stopped' : 'token-unknown' }
    try {
      const renewed = await store.renew(token, expirySeconds)
      if (renewed === undefined) {
        memory.learnUnknown(token, clock.nowMs())
        return { refused: 'token-unknown' }
      }
      memory.learn(renewed.stream, askedAtMs)
      return { token, active: renewed.active }
    } catch (error) {
      const known = memory.get(token)
      const nowMs = clock.nowMs()
      if (!(error instanceof Fault) || known === undefined || !allowsInGrace(known, nowMs)) throw error
      memory.trouble(known)
      known.usedAtMs = nowMs
      return { token }
    }
  }
}
