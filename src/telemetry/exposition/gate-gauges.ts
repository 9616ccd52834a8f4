import type { StreamMemory } from '../../domain/memory/stream-memory.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { Answers, GaugeCallbacks } from './fill-registry.js'

/**
 * What a gate answers when it is scraped. Never rejects for a store that is away: what it alone knows is
 * then not known.
 *
 * @param limits 0 where there is none
 * @param certificateExpiries in seconds since 1970
 * @param onFault told why the store gave no number of streams
 */
export function gateGauges ({ store, isStoreUnavailable, isFailingOpen, memory, limits, certificateExpiries, memoryMaxBytes, onFault }: {
  store: Pick<StreamStore, 'countActive' | 'subscription'>
  isStoreUnavailable: () => boolean
  isFailingOpen: () => boolean
  memory: Pick<StreamMemory, 'size'>
  limits: { readonly maxConnections: number, readonly maxRequests: number }
  certificateExpiries: NonNullable<Answers['certificate_expiry_timestamp_seconds']>
  memoryMaxBytes: () => number
  onFault: (error: unknown) => void
}): GaugeCallbacks {
  return {
    streams_active: countActive,
    streams_known: () => memory.size,
    store_available: () => isStoreUnavailable() ? 0 : 1,
    failing_open: () => isFailingOpen() ? 1 : 0,
    store_subscribed: () => store.subscription().sinceMs === undefined ? 0 : 1,
    connections_max: () => unlessNone(limits.maxConnections),
    requests_in_flight_max: () => unlessNone(limits.maxRequests),
    memory_max_bytes: memoryMaxBytes,
    certificate_expiry_timestamp_seconds: () => certificateExpiries
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

/** Absent, for a share of nothing would be infinite. */
function unlessNone (limit: number): number | undefined {
  return limit === 0 ? undefined : limit
}
