import type { Granted } from '../../domain/lease/acquire-stream.js'
import { isRefusal, type Refusal, type RefusalReason } from '../../domain/refusal.js'
import type { Device, Viewer } from '../../domain/stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

type Acquire = (request: { viewer: Viewer, device?: Device | undefined }) => Promise<Granted | Refusal>

/** The series that counts each refusal to grant a stream. */
const REFUSALS: Readonly<Partial<Record<RefusalReason, keyof Meters['acquires_total']>>> = {
  'limit-reached': 'limit_reached',
  'too-many-acquires': 'rate_limited',
  'store-unreachable': 'store_unreachable',
  overloaded: 'overloaded'
}

/** Counts and logs acquires. Outcomes and faults pass through unchanged. */
export function observeAcquire ({ meters, events }: {
  meters: Pick<Meters, 'acquires_total' | 'viewer_streams_at_acquire'>
  events: Pick<Events, 'streamAcquired' | 'streamRefused'>
}): (acquire: Acquire) => Acquire {
  return acquire => async request => {
    const outcome = await acquire(request).catch((fault: unknown) => {
      meters.acquires_total.store_unreachable++
      throw fault
    })
    const { viewer } = request
    if (isRefusal(outcome)) {
      const refusal = REFUSALS[outcome.refused]
      if (refusal !== undefined) meters.acquires_total[refusal]++
      events.streamRefused({ viewer, reason: outcome.refused })
      return outcome
    }
    const { token, active = 0, resumed = false } = outcome
    meters.acquires_total[resumed ? 'resumed' : 'granted']++
    meters.viewer_streams_at_acquire.observe(active)
    events.streamAcquired({ viewer, token, active, resumed })
    return outcome
  }
}
