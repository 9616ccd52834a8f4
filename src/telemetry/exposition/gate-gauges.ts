import type { StreamMemory } from '../../domain/memory/stream-memory.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { GaugeValues, GaugeCallbacks } from './register-metrics.js'

/**
 * The gauge callbacks of a gate. They do not reject while the store is unavailable: the gauge that needs it is then
 * absent.
 *
 * @param limits 0 is unlimited
 * @param certificateExpiries in seconds since 1970
 * @param onFault called with the error when the store cannot count its streams
 */
export function gateGauges ({ store, isStoreUnavailable, isFailingOpen, memory, limits, certificateExpiries, memoryMaxBytes, onFault }: {
  store: Pick<StreamStore, 'countActive' | 'subscription'>
  isStoreUnavailable: () => boolean
  isFailingOpen: () => boolean
  memory: Pick<StreamMemory, 'size'>
  limits: { readonly maxConnections: number, readonly maxRequests: number }
  certificateExpiries: NonNullable<GaugeValues['certificate_expiry_timestamp_seconds']>
  memoryMaxBytes: () => number
  onFault: (error: unknown) => void
}): GaugeCallbacks {
  return {
    streams_active: countActive,
    streams_known: () => memory.size,
    store_available: () => isStoreUnavailable() ? 0 : 1,
    failing_open: () => isFailingOpen() ? 1 : 0,
    store_subscribed: () => store.subscription().sinceMs === undefined ? 0 : 1,
    connections_max: () => unlessUnlimited(limits.maxConnections),
    requests_in_flight_max: () => unlessUnlimited(limits.maxRequests),
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

/** Absent without a limit, because a ratio to 0 would be infinite. */
function unlessUnlimited (limit: number): number | undefined {
  return limit === 0 ? undefined : limit
}
