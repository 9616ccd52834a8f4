import type { Clock } from './clock.js'
import type { Refusal } from './refusal.js'
import type { Token, Viewer } from './stream.js'
import type { StreamMemory } from './stream-memory.js'
import type { StreamStore } from './stream-store.js'

/**
 * Ends a viewer's own stream on every gate. Idempotent: a token that nobody holds any more is no
 * refusal, for releasing is what a closing page does without waiting for answers. Rejects with the
 * store's `Fault`.
 */
export function releaseStream ({ store, memory, clock, refuseForeign }: {
  store: Pick<StreamStore, 'release'>
  memory: StreamMemory
  clock: Clock
  refuseForeign: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
}) {
  return async ({ viewer, token }: { viewer: Viewer, token: Token }): Promise<{ released: boolean } | Refusal> => {
    const foreign = await refuseForeign(token, viewer)
    if (foreign !== undefined) return foreign.refused === 'token-unknown' ? { released: false } : foreign
    try {
      const released = await store.release(token)
      return { released }
    } finally {
      // Also when the store could not be told: here, at least, it is over, and nothing restores it.
      memory.end(token, 'released', clock.nowMs())
    }
  }
}
