import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

const UNKNOWN: Refusal = { refused: 'token-unknown' }

/**
 * Ends a viewer's own stream on every gate. Idempotent: a token that nobody holds any more is no
 * refusal, for releasing is what a closing page does without waiting for answers. Rejects with the
 * store's `Fault`.
 *
 * Without a viewer the token alone is proof enough: it is the secret of its stream, and whoever has it could
 * watch.
 */
export function releaseStream ({ store, memory, clock, checkOwnership }: {
  store: Pick<StreamStore, 'release'>
  memory: StreamMemory
  clock: Clock
  checkOwnership: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
}) {
  return async ({ viewer, token }: { viewer: Viewer | undefined, token: Token }): Promise<{ released: boolean } | Refusal> => {
    const foreign = viewer === undefined ? refuseEnded(token) : await checkOwnership(token, viewer)
    if (foreign !== undefined) return foreign.refused === 'token-unknown' || foreign.refused === 'stream-stopped' ? { released: false } : foreign
    try {
      const released = await store.release(token)
      return { released }
    } finally {
      // Also when the store could not be told: here, at least, it is over, and nothing restores it.
      memory.end(token, 'released', clock.nowMs())
    }
  }

  function refuseEnded (token: Token): Refusal | undefined {
    return memory.isNegative(token, clock.nowMs()) ? UNKNOWN : undefined
  }
}
