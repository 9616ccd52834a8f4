import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { Renewed, StreamStore } from '../stream-store.js'
import type { Token } from '../stream.js'
import type { AllowInGrace } from './allow-in-grace.js'

/**
 * Adds restoration to a store. A stream that the store does not find and that may continue on this gate is restored,
 * within the limit and unless it has ended. A stream that this gate does not know is looked up a second time while
 * other gates are restoring theirs.
 */
export function restoreStreams ({ store, memory, clock, limit, expirySeconds, allowsInGrace, isHealthy, onRestored }: {
  store: Pick<StreamStore, 'find' | 'renew' | 'restore' | 'reclaimed'>
  memory: StreamMemory
  clock: Clock
  limit: number
  expirySeconds: number
  allowsInGrace: AllowInGrace
  /** Whether this gate has had the store all along: a stream that expired has then really expired. */
  isHealthy: () => boolean
  /** Called for each restored stream. */
  onRestored: () => void
}): Pick<StreamStore, 'find' | 'renew'> {
  return {
    find: async token => {
      const lookUp = async () => await store.find(token)
      return await lookUp() ?? await repeat(token, lookUp) ?? (await restore(token))?.stream
    },
    renew: async (token, seconds) => {
      const renew = async () => await store.renew(token, seconds)
      return await renew() ?? await repeat(token, renew) ?? await restore(token, seconds * 1000)
    }
  }

  async function repeat<Result> (token: Token, operation: () => Promise<Result | undefined>): Promise<Result | undefined> {
    return memory.get(token) === undefined && await store.reclaimed() ? await operation() : undefined
  }

  /** @param renewedMs the life of a stream that is being renewed; otherwise it gets the rest of its life */
  async function restore (token: Token, renewedMs?: number): Promise<Renewed | undefined> {
    const known = memory.get(token)
    if (known?.restoreState === undefined || known.viewer === undefined) return undefined
    const nowMs = clock.nowMs()
    if (nowMs >= known.validUntilMs && (isHealthy() || !allowsInGrace(known, nowMs))) return undefined
    // Use of the stream during the outage would have renewed it.
    const lifeMs = renewedMs ?? Math.max(known.validUntilMs, known.usedAtMs + expirySeconds * 1000) - nowMs
    if (lifeMs <= 0) return undefined
    const restored = await store.restore({ token, viewer: known.viewer, restoreState: known.restoreState }, { limit, lifeMs })
    if (restored !== undefined) onRestored()
    return restored
  }
}
