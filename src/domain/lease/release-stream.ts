import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

const UNKNOWN: Refusal = { refused: 'token-unknown' }

/**
 * Ends a viewer's own stream on every gate. Idempotent: an ended or unknown token is not refused, because a page
 * releases its stream when it closes and does not wait for the response. Rejects with the store's `Fault`.
 *
 * Without a viewer, the token alone is sufficient: it is the secret of its stream, and its bearer can watch.
 */
export function releaseStream ({ store, memory, clock, checkOwnership }: {
  store: Pick<StreamStore, 'release'>
  memory: StreamMemory
  clock: Clock
  checkOwnership: (token: Token, viewer: Viewer) => Promise<Refusal | undefined>
}) {
  return async ({ viewer, token }: { viewer: Viewer | undefined, token: Token }): Promise<{ released: boolean } | Refusal> => {
    const refusal = viewer === undefined ? refuseEnded(token) : await checkOwnership(token, viewer)
    if (refusal !== undefined) return refusal.refused === 'token-unknown' || refusal.refused === 'stream-stopped' ? { released: false } : refusal
    try {
      const released = await store.release(token)
      return { released }
    } finally {
      // Also after a fault: on this gate, at least, the stream has ended, and is not restored.
      memory.end(token, 'released', clock.nowMs())
    }
  }

  function refuseEnded (token: Token): Refusal | undefined {
    return memory.isNegative(token, clock.nowMs()) ? UNKNOWN : undefined
  }
}
