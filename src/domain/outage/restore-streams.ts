import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { Renewed, StreamStore } from '../stream-store.js'
import type { Token } from '../stream.js'
import type { AllowInGrace } from './allow-in-grace.js'

/**
 * The same store, which does not lose what this gate knows: a stream that it does not find any more, and that
 * may play on here, is brought back, within the limit and unless it has ended. One that this gate does not
 * know gets a second chance while other gates are bringing theirs back.
 */
export function restoreStreams ({ store, memory, clock, limit, expirySeconds, allowsInGrace, isHealthy, onRestored }: {
  store: Pick<StreamStore, 'find' | 'renew' | 'restore' | 'reclaimed'>
  memory: StreamMemory
  clock: Clock
  limit: number
  expirySeconds: number
  allowsInGrace: AllowInGrace
  /** Whether this gate has been able to ask all along: what expired then has simply expired. */
  isHealthy: () => boolean
  /** Told of each stream that the store had lost and has again. */
  onRestored: () => void
}): Pick<StreamStore, 'find' | 'renew'> {
  return {
    find: async token => {
      const ask = async () => await store.find(token)
      return await ask() ?? await askAgain(token, ask) ?? (await restore(token))?.stream
    },
    renew: async (token, seconds) => {
      const ask = async () => await store.renew(token, seconds)
      return await ask() ?? await askAgain(token, ask) ?? await restore(token, seconds * 1000)
    }
  }

  async function askAgain<Answer> (token: Token, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    return memory.get(token) === undefined && await store.reclaimed() ? await ask() : undefined
  }

  /** @param renewedMs its life when it is being renewed; otherwise it gets what is left of it */
  async function restore (token: Token, renewedMs?: number): Promise<Renewed | undefined> {
    const known = memory.get(token)
    if (known?.restoreState === undefined || known.viewer === undefined) return undefined
    const nowMs = clock.nowMs()
    if (nowMs >= known.validUntilMs && (isHealthy() || !allowsInGrace(known, nowMs))) return undefined
    // Whoever watched it while it could not be renewed would have renewed it.
    const lifeMs = renewedMs ?? Math.max(known.validUntilMs, known.usedAtMs + expirySeconds * 1000) - nowMs
    if (lifeMs <= 0) return undefined
    const restored = await store.restore({ token, viewer: known.viewer, restoreState: known.restoreState }, { limit, lifeMs })
    if (restored !== undefined) onRestored()
    return restored
  }
}
