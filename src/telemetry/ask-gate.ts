import type { StreamMemory } from '../domain/stream-memory.js'
import type { StreamStore } from '../domain/stream-store.js'
import type { Asked } from './fill-registry.js'

/**
 * What a gate answers when it is scraped. Never rejects for a store that is away: what it alone knows is
 * then not known.
 *
 * @param onFault told why the store gave no number of streams
 */
export function askGate ({ store, isStoreAway, isLimitSuspended, memory, onFault }: {
  store: Pick<StreamStore, 'countActive' | 'hearing'>
  isStoreAway: () => boolean
  isLimitSuspended: () => boolean
  memory: Pick<StreamMemory, 'size'>
  onFault: (error: unknown) => void
}): Asked {
  return {
    streams_active: countActive,
    streams_known: () => memory.size,
    store_available: () => isStoreAway() ? 0 : 1,
    limit_suspended: () => isLimitSuspended() ? 1 : 0,
    store_hearing: () => store.hearing().sinceMs === undefined ? 0 : 1
  }

  async function countActive (): Promise<number | undefined> {
    try {
      return await store.countActive()
    } catch (error) {
      onFault(error)
      return undefined
    }
  }
}
