import type { Granted } from './acquire-stream.js'
import type { Clock } from './clock.js'
import type { Refusal } from './refusal.js'
import type { Token, Viewer } from './stream.js'
import type { StreamMemory } from './stream-memory.js'
import type { StreamStore } from './stream-store.js'

/** Renews a viewer's own living stream, or says why not. Rejects with the store's `Fault`. */
export function renewStream ({ store, memory, clock, refuseForeign, expirySeconds }: {
  store: Pick<StreamStore, 'renew'>
  memory: StreamMemory
  clock: Clock
  refuseForeign: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
  expirySeconds: number
}) {
  return async ({ viewer, token }: { viewer: Viewer, token: Token }): Promise<Granted | Refusal> => {
    const foreign = await refuseForeign(token, viewer)
    if (foreign !== undefined) return foreign
    const askedAtMs = clock.nowMs()
    const renewed = await store.renew(token, expirySeconds)
    if (renewed === undefined) {
      memory.learnUnknown(token, clock.nowMs())
      return { refused: 'token-unknown' }
    }
    memory.learn(renewed.stream, askedAtMs)
    return { token, active: renewed.active }
  }
}
